package nudges_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// TestNothingLeaks has people share, take back, leave, move and come back at random, on good and bad days. Whenever all is settled, whatever
// can be read anywhere is compared with a plain rule of who may read it (sight_rule_test.go).
func TestNothingLeaks(t *testing.T) {
	seeds, seen := uint64(20), map[string]int{}
	if testing.Short() {
		seeds = 8
	}
	for seed := range seeds {
		for kind, n := range peep(t, seed) {
			seen[kind] += n
		}
	}
	for _, kind := range []string{"circle", "cohort", "told", "story", "alumna", "unsaid"} {
		if seen[kind] == 0 {
			t.Errorf("nothing of the kind %s was ever seen", kind)
		}
	}
}

// FuzzSight looks for lives in which something leaks.
func FuzzSight(f *testing.F) {
	f.Add(uint64(1_000_000))
	f.Fuzz(func(t *testing.T, seed uint64) { peep(t, seed) })
}

// peep plays one world and returns how often something was seen that may be.
func peep(t *testing.T, seed uint64) map[string]int {
	t.Helper()
	v := newVillage(t, seed)
	for range 12 {
		for range 1 + v.dice.IntN(3) { // at once
			v.happens()
		}
		v.settle()
		v.check()
		if t.Failed() {
			t.Logf("the village of seed %d:", seed)
			for _, line := range v.story {
				t.Log(line)
			}
			t.FailNow()
		}
	}
	v.engine.Release()
	v.db.Close()
	return v.seen
}

// village is a house whose rooms have members.
type village struct {
	*house
	dice  *rand.Rand
	rooms *rooms
	story []string

	homes   []cohort.Cohort
	people  []string
	takes   map[string]map[string]bool // cohort, person
	in      map[string]map[string]bool // circle, person: also of circles that have ended
	home    map[string]string          // circle: its cohort
	reach   map[string]map[string]bool // cohort, person: their stories go to other cohorts, too
	secrets []*secret
	seen    map[string]int
}

// villagers are so many that a story without a name is passed on at first, and not when one has left.
const villagers = 7

func newVillage(t *testing.T, seed uint64) *village {
	t.Helper()
	v := &village{
		dice: rand.New(rand.NewPCG(seed, 3)), house: empty(t, begins), takes: map[string]map[string]bool{},
		in: map[string]map[string]bool{}, home: map[string]string{}, reach: map[string]map[string]bool{}, seen: map[string]int{},
	}
	v.rooms = &rooms{platform: v.platform, members: map[string]map[string]bool{}}
	v.engine = nudges.New(v.db, v.rooms, v.clock, slog.New(slog.DiscardHandler))
	for i := range 2 {
		v.homes = append(v.homes, cohort.Cohort{
			ID: fmt.Sprint("home", i), Name: fmt.Sprint("第", i, "期"), Language: []string{"ja", "en"}[i], Zone: "Asia/Tokyo",
			Channel: fmt.Sprint("C000", i), Organizers: []string{"U0900"},
		})
	}
	v.write(func(tx *storage.Tx) (err error) {
		for i, c := range v.homes {
			err = errors.Join(err, tx.SaveCohort(c))
			v.takes[c.ID], v.reach[c.ID] = map[string]bool{}, map[string]bool{}
			for n := range villagers {
				if i == 1 && n%2 == 0 {
					continue
				}
				p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U%04d", n+1), Zone: "Asia/Tokyo", GoesOn: true}, Cohort: c.ID}
				err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p),
					tx.SaveWish(cohort.Wish{Cohort: c.ID, Person: p.ID, Asked: begins}))
				v.takes[c.ID][p.ID] = true
			}
		}
		return err
	})
	for n := range villagers {
		v.people = append(v.people, fmt.Sprintf("U%04d", n+1))
	}
	for i, c := range v.homes {
		v.round(c)
		v.givesStory(c, v.people[1+2*i])
	}
	v.tale("home1", "U0004")
	v.settle()
	return v
}

func (v *village) tell(format string, values ...any) {
	v.story = append(v.story, v.clock.Now().Format("02 15:04:05 ")+fmt.Sprintf(format, values...))
}

// settle lets time pass until all is done that is not put off to the morning.
func (v *village) settle() {
	v.Helper()
	if v.rooms.out {
		v.pass(time.Minute)
		return
	}
	for range 100 {
		v.pass(time.Minute)
		busy := 0
		v.write(func(tx *storage.Tx) error {
			doubts, err := tx.InDoubt()
			stale, failed := tx.ToRedraw(10)
			leaving, wrong := tx.DeliveriesOf(nudges.KindLeaving)
			busy = len(doubts) + len(stale)
			for _, d := range leaving {
				circle, failed := tx.Circle(d.Recipient)
				if d.State == storage.Waiting && circle.Channel != "" {
					busy++
				}
				wrong = errors.Join(wrong, failed)
			}
			return errors.Join(err, failed, wrong)
		})
		if busy == 0 {
			return
		}
	}
	v.Fatal("it never settles")
}

// happens has one thing happen to somebody.
func (v *village) happens() {
	v.remembers()
	c := v.homes[v.dice.IntN(2)]
	who := v.people[v.dice.IntN(1+v.dice.IntN(len(v.people)))] // of the first, much is to be told
	switch n := v.dice.IntN(100); {
	case n < 24:
		v.shares(c, who)
	case n < 32:
		v.sharesAnew(who)
	case n < 38:
		v.takesBack(who)
	case n < 44:
		v.goes(c, who)
	case n < 52:
		v.moves(c, who)
	case n < 56:
		v.opens(c, who)
	case n < 60:
		v.round(c)
	case n < 68:
		v.leavesOrComes(c, who)
	case n < 75:
		v.tells(c, who)
	case n < 78:
		v.untells(who)
	case n < 84:
		v.givesStory(c, who)
	case n < 88:
		v.passesOn(c, who)
	case n < 92:
		v.reaches()
	case n < 95:
		v.pass(14 * time.Hour)
		v.tell("a night passes")
	case v.rooms.out:
		v.rooms.out, v.platform.wrong, v.platform.loses = false, nil, false
		v.tell("the platform is well again")
	default:
		v.fails()
	}
}

// fails begins a bad time of the platform: it refuses, or its answers get lost where Ippo can look.
func (v *village) fails() {
	v.rooms.out = true
	v.tell("the platform is not well")
	v.platform.wrong = func(c call) error {
		v.platform.loses = false
		switch v.dice.IntN(3) {
		case 0:
			return nil
		case 1:
			if c.method == "post" && c.to[0] != 'R' {
				v.platform.loses = true
				return noAnswer
			}
		}
		return &chat.Error{Fault: chat.Temporary, Err: errors.New("internal_error")}
	}
}

// rooms is a platform that knows who is in which room.
type rooms struct {
	*platform
	members map[string]map[string]bool
	out     bool
}

func (r *rooms) Room(_ context.Context, name string, people []string) (string, error) {
	id := "R/" + name
	if err := r.call("room", id, chat.Message{}); err != nil {
		return "", err
	}
	if r.members[id] == nil {
		r.members[id] = map[string]bool{}
	}
	for _, person := range people {
		r.members[id][person] = true
	}
	return id, nil
}

func (r *rooms) Admit(ctx context.Context, room, person string) error {
	err := r.platform.Admit(ctx, room, person)
	if err == nil {
		r.members[room][person] = true
	}
	return err
}

func (r *rooms) Dismiss(ctx context.Context, room, person string) error {
	err := r.platform.Dismiss(ctx, room, person)
	if err == nil {
		delete(r.members[room], person)
	}
	return err
}
