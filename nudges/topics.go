package nudges

import "ippo/cohort"

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
