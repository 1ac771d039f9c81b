package nudges

import (
	"time"

	"golang.org/x/time/rate"
)

// What a workspace bears: about one message a second in a channel, and several hundred a minute in all.
const (
	channelPause = time.Second
	perSecond    = 8
	burst        = 30
)

// pace keeps the courier from sending faster than the platform allows.
type pace struct {
	workspace *rate.Limiter
	channels  map[string]time.Time // when something was last sent there
}

func newPace() *pace {
	return &pace{workspace: rate.NewLimiter(perSecond, burst), channels: map[string]time.Time{}}
}

// free is when the workspace takes the next message; now if it does at once.
func (p *pace) free(now time.Time) time.Time {
	missing := 1 - p.workspace.TokensAt(now)
	if missing <= 0 {
		return now
	}
	return now.Add(time.Duration(missing/perSecond*float64(time.Second)) + time.Millisecond)
}

// channelFree is when a channel takes the next message; now if it does at once.
func (p *pace) channelFree(channel string, now time.Time) time.Time {
	last, known := p.channels[channel]
	if free := last.Add(channelPause); known && free.After(now) && !last.After(now) {
		return free
	}
	return now
}

// sent counts a message to a channel.
func (p *pace) sent(channel string, now time.Time) {
	p.workspace.AllowN(now, 1)
	p.touch(channel, now)
}

// touch counts a message or an edit to a channel alone.
func (p *pace) touch(channel string, now time.Time) {
	if len(p.channels) > 1000 {
		for known, last := range p.channels {
			if now.Sub(last) > channelPause {
				delete(p.channels, known)
			}
		}
	}
	p.channels[channel] = now
}
