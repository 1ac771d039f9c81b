package cohort

import (
	"slices"
	"time"
)

// Ask is a question to a session's speakers.
type Ask struct {
	ID      string
	Session string
	Person  string
	Words   string
	Hidden  bool // who asks is not told
	Asked   time.Time
	Given   time.Time // since when others may read it; zero: its writer alone
}

// Feedback is what somebody says about a session after it.
type Feedback struct {
	ID      string
	Session string
	Person  string
	Presses map[string]string // by what is asked
	Line    string
	Shows   bool // the line may be shown to others
	Said    time.Time
}

// What is asked after a session, and what can be answered.
var (
	FeedbackAsks    = []string{"helpful", "pace", "next"}
	FeedbackChoices = map[string][]string{
		"helpful": {"much", "some", "little"},
		"pace":    {"fast", "right", "slow"},
		"next":    {"yes", "vague", "not_yet"},
	}
)

// FeedbackOpen is for how long after a session it can be said what it was like. Then it is summed up, once.
const FeedbackOpen = 3 * day

// FeedbackTaken reports whether a time is one at which somebody can say what the session was like.
func (s Session) FeedbackTaken(now time.Time) bool {
	return s.Cancelled.IsZero() && !now.Before(s.Ends()) && now.Before(s.Ends().Add(FeedbackOpen))
}

// Summary is what is shown of a session's feedback, to its speakers and organisers. It is worked out once.
type Summary struct {
	Session string
	Made    time.Time
	Came    Shown // how many said that they came
	Bands   map[string]map[string]Shown
	Lines   []string // which feedback has a line that is shown, in no order
}

// SumUp works out what is shown of what some said of all who take part: nothing at all of fewer than Least, or of a cohort that is too
// small; otherwise how many gave which answer, as bands. Lines are shown only if there are Least of them.
func SumUp(said []Feedback, people int, lines []string) (bands map[string]map[string]Shown, shown []string) {
	if people < LeastOf || len(said) < Least {
		return nil, nil
	}
	bands = map[string]map[string]Shown{}
	for _, ask := range FeedbackAsks {
		bands[ask] = map[string]Shown{}
		for _, choice := range FeedbackChoices[ask] {
			n := 0
			for _, f := range said {
				if f.Presses[ask] == choice {
					n++
				}
			}
			bands[ask][choice] = Show(n, people)
		}
	}
	if len(lines) < Least {
		return bands, nil
	}
	return bands, slices.Clone(lines)
}
