package nudges

import (
	"slices"
	"time"

	"ippo/cohort"
	"ippo/locale"
)

// spellings tell how topics are written where people meet who write them differently: as their cohort lists them, or else as the first
// who named them did.
type spellings map[string]string

func spellingsOf(c cohort.Cohort) spellings {
	s := spellings{}
	s.of(c.CircleTopics())
	return s
}

// of writes topics alike.
func (s spellings) of(topics []string) []string {
	alike := make([]string, len(topics))
	for i, topic := range topics {
		key := cohort.TopicKey(topic)
		if s[key] == "" {
			s[key] = topic
		}
		alike[i] = s[key]
	}
	return alike
}

// TopicWords writes a topic: one of the usual ones by its name, a person's own as they wrote it.
func TopicWords(w *locale.Words, topic string) string {
	if slices.Contains(cohort.Topics, topic) {
		return w.Say("topic." + topic)
	}
	return topic
}

// SlotWords writes a slot such as "tue-19" as people say it: 火曜 19時. A slot of another form is written as it is.
func SlotWords(w *locale.Words, slot string) string {
	var day, hour string
	for i, known := range cohort.SlotDays {
		if len(slot) > len(known) && slot[:len(known)] == known && slot[len(known)] == '-' {
			day, hour = w.Weekday(time.Weekday((i+1)%7)), slot[len(known)+1:]
		}
	}
	if day == "" {
		return slot
	}
	return w.Say("circle.slot", "Weekday", day, "Hour", hour)
}
