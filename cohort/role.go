package cohort

// Role is what a person is to a cohort.
type Role int

// From outside to in charge. A person may be several; rules ask for the one they need.
const (
	Stranger  Role = iota
	Member         // participates
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
)

// May reports whether somebody who holds these roles may do the act.
func May(act Act, roles ...Role) bool {
	for _, role := range roles {
		switch act {
		case TakePart:
			if role == Member {
				return true
			}
		case Announce, FormCircles, SeeFigures:
			if role == Organizer || role == Admin {
				return true
			}
		}
	}
	return false
}
