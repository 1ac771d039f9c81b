package nudges

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Why an announcement did not reach somebody, as organisers may know it: in the order in which it is told, and the end of the words' key.
const (
	whyUnreachable = "unreachable"
	whyMishap      = "mishap"
	whyDoubtful    = "doubtful"
	whyLate        = "late"
	whyLeft        = "left"
	whyArchived    = "archived"
	whyStopped     = "stopped"
	whyRecalled    = "recalled"
)

var whys = []string{whyUnreachable, whyMishap, whyDoubtful, whyLate, whyLeft, whyArchived, whyStopped, whyRecalled}

// why is for which of these reasons an announcement will not come to somebody.
func why(cause string) string {
	switch cause {
	case stopped:
		return whyStopped
	case recalled, withdrawn:
		return whyRecalled
	case takesNoPart:
		return whyLeft
	case isArchived:
		return whyArchived
	case timePassed:
		return whyLate
	case neverLooked:
		return whyDoubtful
	}
	if strings.HasPrefix(cause, chat.Unreachable.String()+": ") {
		return whyUnreachable
	}
	return whyMishap
}

// whyUnsent tells why an announcement did not reach somebody. It tells nothing as long as it still may: when somebody is not to be disturbed is
// theirs; and not that somebody has left.
func whyUnsent(w *locale.Words, state storage.State, cause string) string {
	reason := why(cause)
	if state != storage.Failed && state != storage.Cancelled || reason == whyLeft {
		return ""
	}
	return w.Say("notice.why_" + reason)
}

// unreached are those whom an announcement did not reach, by reason.
func unreached(tx *storage.Tx, w *locale.Words, a cohort.Announcement) (groups []named, err error) {
	counts, err := tx.CountUnsent(a.ID, KindAnnouncement)
	if err != nil {
		return nil, err
	}
	for _, reason := range whys {
		var causes []string
		n := 0
		for cause, count := range counts {
			if why(cause) == reason {
				causes, n = append(causes, cause), n+count
			}
		}
		if n == 0 {
			continue
		}
		slices.Sort(causes)
		heading := w.Say("notice.unreached", "Who", w.Say("announce.failed_for", "Count", n), "Why", w.Say("notice.why_"+reason))
		if reason == whyLeft {
			groups = append(groups, named{heading, n, nil})
			continue
		}
		groups = append(groups, named{heading, n, func() (people []string, err error) {
			for _, cause := range causes {
				some, err := tx.UnsentTo(a.ID, KindAnnouncement, cause, mostNamed-len(people))
				if err != nil {
					return nil, err
				}
				people = append(people, some...)
			}
			return people, nil
		}})
	}
	return groups, nil
}
