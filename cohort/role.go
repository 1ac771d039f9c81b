package cohort

// Role is what a person is to a cohort.
type Role int

// From outside to in charge. A person may be several; rules ask for the one they need.
const (
	Stranger  Role = iota
	Alumnus        // took part, and wishes to be reached by those who do
	Member         // participates
	Speaker        // speaks at one of its sessions, or several
	Organizer      // organises the cohort
	Admin          // runs the installation, and with it every cohort
)

// Act is something that needs a right.
type Act string

// What needs a right.
const (
	TakePart    Act = "take_part"    // sessions, steps, reflections, circles of one's own
	Announce    Act = "announce"     // write to a whole cohort and see who received it
	FormCircles Act = "form_circles" // form circles of those who asked
	SeeFigures  Act = "see_figures"  // see how many did something, never who
	Enrol       Act = "enrol"        // open a cohort for entry, bring people in and let them go
	HoldSession Act = "hold_session" // move, cancel and prepare sessions
	HearSession Act = "hear_session" // read what was asked and said about a session; a speaker's own only
	SeeLog      Act = "see_log"      // read what organisers did
	SetUp       Act = "set_up"       // make a cohort, and say who organises it
)

// May reports whether somebody who holds these roles may do the act.
func May(act Act, roles ...Role) bool {
	for _, role := range roles {
		switch act {
		case TakePart:
			if role == Member {
				return true
			}
		case HearSession:
			if role == Speaker || role == Organizer || role == Admin {
				return true
			}
		case SetUp:
			if role == Admin {
				return true
			}
		case Announce, FormCircles, SeeFigures, Enrol, HoldSession, SeeLog:
			if role == Organizer || role == Admin {
				return true
			}
		}
	}
	return false
}
