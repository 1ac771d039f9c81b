package circles

// Options change how circles are formed. The zero value is right for most.
type Options struct {
	Effort  int                   // how many proposals the search may make; 0: DefaultEffort
	Weights *Weights              // nil: UsualWeights
	Fit     func(a, b Person) int // in place of the weights. It is asked with a.ID < b.ID, from several goroutines, and counts up to a million either way
}

// Weights are what the fit of a pair is made of.
type Weights struct {
	Topic      int // for each topic that they share
	Department int // if they come from different departments
	Returning  int // if one has been in the program before and the other has not
	Met        int // against it, for each time they met before
}

// UsualWeights are those of the program.
var UsualWeights = Weights{Topic: 3, Department: 2, Returning: 1, Met: 100}

// DefaultEffort is how many proposals are made for n people when nobody says otherwise: about a second's work on two cores for a
// hundred people and up to a thousand or two, less for few, who need less, and in proportion for more, of whom each pair is looked at
// anew.
func DefaultEffort(n int) int {
	if n > mostTabled {
		return n * 500
	}
	return min(n, 100) * 400_000
}

func (o Options) effort(n int) int {
	if o.Effort > 0 {
		return o.Effort
	}
	return DefaultEffort(n)
}
