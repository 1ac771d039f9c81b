package nudges_test

import (
	"strings"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// secret is something of somebody's that has a mark, and who may read it by what they did since. It knows nothing of how Ippo decides.
type secret struct {
	marker, owner, home string
	circle              string // with which it is shared; empty: with none
	cohort              bool   // it is shared with the cohort
	gone                bool   // taken back or withdrawn

	reflection cohort.Reflection
	offer      cohort.Offer

	tale          cohort.Story
	given, signed bool
	stood         map[string]bool // with whom it stood the last time
}

// check looks at all that stands anywhere, once all is settled.
func (v *village) check() {
	v.Helper()
	if v.rooms.out {
		return
	}
	steps := v.told()
	for _, m := range v.platform.standing {
		for _, mood := range []string{locale.In("ja").Say("reflect.mood_5"), locale.In("en").Say("reflect.mood_5")} {
			if strings.Contains(m.text, mood) {
				v.Errorf("%s reads a mood: %s", m.to, m.text)
			}
		}
		for _, s := range v.secrets {
			switch {
			case strings.Contains(m.text, s.marker) && s.isReflection():
				v.reads(m, s, v.mayReadShared(m.to, s), s.kind())
			case strings.Contains(m.text, s.marker) && s.isStory():
				kind := "story"
				if m.to != s.owner && !v.takes[s.home][m.to] {
					kind = "alumna"
				}
				v.reads(m, s, v.mayReadStory(m.to, s), kind)
			case strings.Contains(m.text, s.marker): // a plan
				v.reads(m, s, m.to == s.owner, "plan")
			case steps[m.delivery] == s.offer.ID && s.isStep() && says(m.text, "step.tries"):
				v.reads(m, s, v.mayReadShared(m.to, s), "told")
			}
		}
		if says(m.text, "reflect.unsaid") {
			v.seen["unsaid"]++
		}
	}
}

// remembers with whom each story stands: there it stays when its writer leaves.
func (v *village) remembers() {
	for _, s := range v.secrets {
		clear(s.stood)
		for _, m := range v.platform.standing {
			if s.isStory() && strings.Contains(m.text, s.marker) {
				s.stood[m.to] = true
			}
		}
	}
}

func (s *secret) kind() string {
	if s.cohort {
		return "cohort"
	}
	return "circle"
}

func says(text, key string) bool {
	return strings.Contains(text, locale.In("ja").Say(key)) || strings.Contains(text, locale.In("en").Say(key))
}

func (v *village) reads(m standing, s *secret, may bool, kind string) {
	v.Helper()
	if may {
		v.seen[kind]++
		return
	}
	v.Errorf("in %s (%v) stands %s of %s (circle %q, cohort %t, gone %t): %s", m.to, v.rooms.members[m.to], s.marker, s.owner, s.circle, s.cohort, s.gone, m.text)
}

// mayReadShared reports whether all who are in a place may read what was shared.
func (v *village) mayReadShared(place string, s *secret) bool {
	if s.gone || !v.takes[s.home][s.owner] {
		return false
	}
	switch place[0] {
	case 'C':
		return s.cohort && ((place == "C0000") == (s.home == "home0"))
	case 'R':
		if s.circle == "" || v.roomOf(s.circle) != place || v.home[s.circle] != s.home {
			return false
		}
		for reader := range v.rooms.members[place] {
			if !v.in[s.circle][reader] || !v.takes[s.home][reader] {
				return false
			}
		}
		return v.in[s.circle][s.owner]
	}
	return place == s.owner
}

// mayReadStory reports whether somebody to whom a story was passed on may read it.
func (v *village) mayReadStory(place string, s *secret) bool {
	if place == s.owner {
		return !s.gone
	}
	here := 0
	for _, takes := range v.takes[s.home] {
		if takes {
			here++
		}
	}
	hidden := !s.gone && s.given && (s.signed || here >= 7)
	return hidden && (v.takes[s.home][place] && (v.takes[s.home][s.owner] || s.stood[place]) || v.readsAlumna(place, s))
}

// readsAlumna reports whether somebody may read a story because its writer wishes that it goes to who takes part in any cohort.
func (v *village) readsAlumna(place string, s *secret) bool {
	return v.reach[s.home][s.owner] && (v.takes["home0"][place] || v.takes["home1"][place])
}

func (v *village) roomOf(circle string) (room string) {
	v.write(func(tx *storage.Tx) error {
		c, err := tx.Circle(circle)
		room = c.Channel
		return err
	})
	return room
}

// told lists which message tells of which step.
func (v *village) told() map[string]string {
	all := map[string]string{}
	for _, d := range v.of(nudges.KindTrying) {
		all[d.ID] = d.Subject
	}
	return all
}
