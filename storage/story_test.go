package storage

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func TestStories(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		first := cohort.Story{ID: "t1", Person: "U1", Cohort: "c1", Words: "五十で変わりました。\n二行め", Signed: "Y.H.", Written: now}
		second := cohort.Story{ID: "t2", Person: "U2", Cohort: "c1", Words: "もうひとつ", Written: now, Given: now}
		write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveStory(first), tx.SaveStory(second)) })
		read(t, db, func(tx *Tx) error {
			got, err := tx.StoriesOf("U1")
			if diff := cmp.Diff([]cohort.Story{first}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		first.Given, first.Words = now, "直しました"
		write(t, db, func(tx *Tx) error { return tx.SaveStory(first) })
		forged := first
		forged.Person, forged.Words = "U2", "のっとり"
		err := db.Write(t.Context(), func(tx *Tx) error { return tx.SaveStory(forged) })
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else's story is changed: %v", err)
		}
		err = db.Write(t.Context(), func(tx *Tx) error { return tx.EraseStory("t1", "U2") })
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else's story is erased: %v", err)
		}
		read(t, db, func(tx *Tx) error {
			got, err := tx.Story("t1")
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		write(t, db, func(tx *Tx) error { return tx.Leave("c1", "U2", now) })
		read(t, db, func(tx *Tx) error {
			own, err := tx.StoriesOf("U2")
			if len(own) != 1 {
				t.Errorf("who has left has %d stories", len(own))
			}
			return err
		})
		write(t, db, func(tx *Tx) error { return tx.EraseStory("t1", "U1") })
		read(t, db, func(tx *Tx) error {
			if _, err := tx.Story("t1"); !errors.Is(err, ErrNotFound) {
				t.Errorf("it is still there: %v", err)
			}
			return nil
		})
	})
}

// What is passed on to somebody is what others gave who take part in the cohort, and they have not seen.
func TestUnseenStories(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		unseen := func(want ...string) {
			t.Helper()
			read(t, db, func(tx *Tx) error {
				got, err := tx.UnseenStories("c1", "U15", true, 9)
				some, err2 := tx.UnseenStories("c1", "U15", true, 1)
				if !slices.Equal(got, want) || !slices.Equal(some, want[:min(1, len(want))]) {
					t.Errorf("unseen are %v, the first is %v, want %v", got, some, want)
				}
				return errors.Join(err, err2)
			})
		}
		write(t, db, func(tx *Tx) error {
			p := cohort.Participant{Person: cohort.Person{ID: "U15", Zone: "Asia/Tokyo"}, Cohort: "c1"}
			return errors.Join(tx.SavePerson(p.Person), tx.SaveParticipant(p))
		})
		unseen()
		write(t, db, func(tx *Tx) (err error) {
			for _, s := range []cohort.Story{
				{ID: "own", Person: "U15", Given: now}, {ID: "draft", Person: "U2"}, {ID: "t1", Person: "U1", Given: now}, {ID: "t2", Person: "U2", Given: now},
				{ID: "t3", Person: "U2", Given: now},
			} {
				s.Cohort, s.Written = "c1", now
				err = errors.Join(err, tx.SaveStory(s))
			}
			return err
		})
		unseen("t2", "t3", "t1")
		write(t, db, func(tx *Tx) error {
			return tx.SaveOffer(cohort.Offer{ID: "with", Person: "U15", Cohort: "c1", Step: "pension", Answer: cohort.Open, Offered: now, Story: "t2"})
		})
		unseen("t3", "t1")
		write(t, db, func(tx *Tx) error { return tx.Leave("c1", "U2", now) })
		unseen("t1")
	})
}

// What shows a story, or was told of steps to a circle, is drawn again in one go; what has not been sent yet, or shows another, is not.
func TestRedrawingManyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		offers := map[string]cohort.Offer{
			"first": {Person: "U1", Story: "t1", Told: "k1"}, "second": {Person: "U2", Story: "t1", Told: "k1"}, "other": {Person: "U1", Story: "t2", Told: "k2"},
			"neither": {Person: "U1"}, "unsent": {Person: "U1", Story: "t1", Told: "k1"},
			"place": {Person: "U2"}, "unsent-2": {Person: "U2", Story: "t3", Instead: "place"}, // it stands where the other one stood
		}
		for id, offer := range offers {
			write(t, db, func(tx *Tx) error {
				offer.ID, offer.Cohort, offer.Step, offer.Answer, offer.Offered = id, "c1", "pension", cohort.Trying, now
				_, err := tx.Enqueue(Delivery{Occasion: "about/" + id, Recipient: "U1", Kind: "told", Subject: id, Urgency: Ordinary, Due: now, Expires: now.AddDate(0, 0, 1)})
				all, err2 := tx.Deliveries(id, "told")
				if err := errors.Join(tx.SaveOffer(offer), err, err2); err != nil || strings.HasPrefix(id, "unsent") {
					return err
				}
				_, err = tx.exec(`UPDATE deliveries SET state = 'sent' WHERE id = $1`, all[0].ID)
				return err
			})
		}
		for _, test := range []struct {
			name   string
			redraw func(*Tx) error
			want   []string
		}{
			{"a story", func(tx *Tx) error { return tx.RedrawWith("t1", "told") }, []string{"first", "second"}},
			{"a story of another kind", func(tx *Tx) error { return tx.RedrawWith("t1", "nudge") }, nil},
			{"no story", func(tx *Tx) error { return tx.RedrawWith("", "told") }, nil},
			{"a story with a step that was exchanged", func(tx *Tx) error { return tx.RedrawWith("t3", "told") }, []string{"place"}},
			{"stories that somebody reads", func(tx *Tx) error { return tx.RedrawStories("c1", "U2", "told") }, []string{"place", "second"}},
			{"stories of another cohort", func(tx *Tx) error { return tx.RedrawStories("c9", "U2", "told") }, nil},
			{"stories without a name", func(tx *Tx) error {
				nameless := cohort.Story{ID: "t2", Cohort: "c1", Person: "U2", Written: now, Given: now}
				return errors.Join(tx.SaveStory(nameless), tx.RedrawStories("c1", "", "told"))
			}, []string{"other"}},
			{"a circle", func(tx *Tx) error { return tx.RedrawTold("k1", "", "told") }, []string{"first", "second"}},
			{"one of a circle", func(tx *Tx) error { return tx.RedrawTold("k1", "U2", "told") }, []string{"second"}},
			{"no circle", func(tx *Tx) error { return tx.RedrawTold("", "", "told") }, nil},
		} {
			write(t, db, test.redraw)
			write(t, db, func(tx *Tx) error {
				all, err := tx.ToRedraw(10)
				var got []string
				for _, d := range all {
					got = append(got, d.Subject)
					err = errors.Join(err, tx.Redrawn(d.ID, d.Wanted, ""))
				}
				if slices.Sort(got); !slices.Equal(got, test.want) {
					t.Errorf("%s: drawn again are %v, want %v", test.name, got, test.want)
				}
				return err
			})
		}
	})
}

// What a session gives to the steps around it is kept with it, and its speaker's story is one like the others.
func TestSessionsMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		var s cohort.Session
		read(t, db, func(tx *Tx) (err error) { s, err = tx.Session("s1"); return err })
		s.Topics, s.Question, s.Act, s.Story, s.StoryBy = []string{"license", "写真"}, "問い", "こと", "転機", "山川"
		write(t, db, func(tx *Tx) error { return tx.SaveSession(s) })
		read(t, db, func(tx *Tx) error {
			got, err := tx.Session("s1")
			if diff := cmp.Diff(s, got); diff != "" {
				t.Error(diff)
			}
			story, err2 := tx.Story("s1")
			if story.Words != "転機" || story.Session != "s1" || story.Person != "" {
				t.Errorf("its speaker tells %+v", story)
			}
			return errors.Join(err, err2)
		})
		s.Story = ""
		write(t, db, func(tx *Tx) error { return tx.SaveSession(s) })
		read(t, db, func(tx *Tx) error {
			if _, err := tx.Story("s1"); !errors.Is(err, ErrNotFound) {
				t.Errorf("it still tells a story: %v", err)
			}
			return nil
		})
	})
}
