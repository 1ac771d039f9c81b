package nudges

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// What a workspace bears: about one message a second in a channel, and several hundred a minute in all. How many it is, is
// found out.
const (
	channelPause = time.Second
	firstBudget  = 480 // messages a minute, before anything is known
	fewest       = 5   // a refusal after fewer, at a budget beyond slow, is not for our sake
	slow         = 60

	// minute is what the budget is for. The little more is for messages that travel unevenly.
	minute = time.Minute + 250*time.Millisecond

	firstRaise   = 15 * time.Second // between two raises, as long as nothing was ever refused
	shortestHold = time.Minute      // between two raises after that
	longestHold  = time.Hour
	holdFor      = 40   // times what a refusal costs: that is the share of time which looking for more may cost
	holdSends    = 200  // and that of calls
	firstStep    = 0.02 // by how much the budget is raised first, after a refusal
)

// pace keeps the courier from sending faster than the platform allows. It learns what that is: the budget, in messages a
// minute, is doubled as long as it is used up and nothing is refused. A refusal tells what the workspace bears: as many
// as it took within the minute before. From then on the budget is raised carefully, the more seldom the more a refusal costs, and
// faster again when that goes well. Within its budget it sends evenly.
type pace struct {
	budget   float64
	even     *rate.Limiter
	now      time.Time            // when it was asked last
	recent   []time.Time          // messages of the last minute
	busy     map[string]time.Time // when something was last sent to a channel
	mostBusy int                  // of these, before those that rest are forgotten
	limited  bool                 // there was more to send than the budget allows, since the last raise

	raise time.Time     // the budget is not raised before
	hold  time.Duration // between two raises; 0: nothing was ever refused
	step  float64
	sends int // since the last refusal
}

func newPace() *pace {
	p := &pace{busy: map[string]time.Time{}, step: 1, budget: firstBudget}
	p.even = rate.NewLimiter(rate.Limit(p.budget/60), p.burst())
	return p
}

// unlimited is the pace of a workspace that bears anything.
func unlimited() *pace {
	return &pace{busy: map[string]time.Time{}, budget: math.Inf(1), even: rate.NewLimiter(rate.Inf, 1)}
}

// remember takes account of what another process sent in the last minute.
func (p *pace) remember(sent []time.Time) { p.recent = append(p.recent, sent...) }

// free is when the workspace takes the next message; now if it does at once.
func (p *pace) free(now time.Time) time.Time {
	if math.IsInf(p.budget, 1) {
		return now
	}
	if now.Before(p.now) { // the clock was set back
		p.even = rate.NewLimiter(p.even.Limit(), p.even.Burst())
	}
	free := now
	p.now = now
	p.prune(now)
	if n := int(p.budget); len(p.recent) >= n {
		free = p.recent[len(p.recent)-n].Add(minute)
	}
	if missing := 1 - p.even.TokensAt(now); missing > 0 {
		wait := time.Duration(missing/float64(p.even.Limit())*float64(time.Second)) + time.Millisecond
		if at := now.Add(wait); at.After(free) {
			free = at
		}
	}
	p.limited = p.limited || free.After(now)
	return free
}

// channelFree is when a channel takes the next message; now if it does at once.
func (p *pace) channelFree(channel string, now time.Time) time.Time {
	last, known := p.busy[channel]
	if free := last.Add(channelPause); known && free.After(now) && !last.After(now) {
		return free
	}
	return now
}

// sent counts a message to a channel.
func (p *pace) sent(channel string, now time.Time) {
	p.touch(channel, now)
	if math.IsInf(p.budget, 1) {
		return
	}
	p.even.AllowN(now, 1)
	p.recent = append(p.recent, now)
	p.sends++
	p.consider(now)
}

// consider raises the budget if it is time to.
func (p *pace) consider(now time.Time) {
	if p.raise.IsZero() || p.raise.After(now.Add(longestHold)) { // at first, and when the clock was set back
		p.raise = now.Add(max(p.hold, firstRaise))
	}
	if now.Before(p.raise) || !p.limited || (p.hold > 0 && p.sends < holdSends) {
		return
	}
	p.set(max(p.budget*(1+p.step), p.budget+1), now)
	if p.hold > 0 {
		p.step = min(2*p.step, 1)
	}
	p.raise, p.limited = now.Add(firstRaise), false
	if p.hold > 0 {
		p.raise = now.Add(shortestHold)
	}
}

// refused takes account of a message that the platform did not take, and told to wait. It was counted as sent.
func (p *pace) refused(wait time.Duration, now time.Time) {
	if math.IsInf(p.budget, 1) {
		return
	}
	if n := len(p.recent); n > 0 {
		p.recent = p.recent[:n-1]
	}
	p.prune(now)
	taken := float64(len(p.recent))
	switch {
	case taken < fewest && p.budget > slow:
		taken = p.budget / 2
	case taken >= p.budget:
		taken = p.budget - 1
	}
	p.set(max(taken, 1), now)
	if p.hold > 0 && p.step > firstStep { // it was raised in vain
		p.hold *= 2
	}
	p.hold = min(max(p.hold, holdFor*wait, shortestHold), longestHold)
	p.raise, p.step, p.sends, p.limited = now.Add(p.hold), firstStep, 0, false
}

func (p *pace) set(budget float64, now time.Time) {
	p.budget = budget
	p.even.SetLimitAt(now, rate.Limit(budget/60))
	p.even.SetBurstAt(now, p.burst())
}

// burst is how many messages may go at once after a rest.
func (p *pace) burst() int { return max(1, int(p.budget/10)) }

// prune forgets what was sent before the last minute, or will be: the clock was set back.
func (p *pace) prune(now time.Time) {
	old := 0
	for old < len(p.recent) && (now.Sub(p.recent[old]) >= minute || p.recent[old].After(now)) {
		old++
	}
	p.recent = p.recent[old:]
}

// touch counts a message or an edit to a channel alone.
func (p *pace) touch(channel string, now time.Time) {
	if len(p.busy) > p.mostBusy {
		for known, last := range p.busy {
			if now.Sub(last) > channelPause {
				delete(p.busy, known)
			}
		}
		p.mostBusy = max(1000, 2*len(p.busy))
	}
	p.busy[channel] = now
}
