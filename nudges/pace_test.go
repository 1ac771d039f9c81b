package nudges

import (
	"fmt"
	"testing"
	"time"
)

// bucket is a workspace that takes so many messages a minute, as the clock goes on.
type bucket struct {
	limit int
	retry time.Duration // what it tells to wait; 0: until there is room
	taken []time.Time
	until time.Time
}

// take takes a message, or tells how long to wait.
func (b *bucket) take(now time.Time) time.Duration {
	if now.Before(b.until) {
		return b.until.Sub(now)
	}
	for len(b.taken) > 0 && now.Sub(b.taken[0]) >= time.Minute {
		b.taken = b.taken[1:]
	}
	if b.limit == 0 || len(b.taken) < b.limit {
		b.taken = append(b.taken, now)
		return 0
	}
	wait := b.retry
	if wait == 0 {
		wait = b.taken[0].Add(time.Minute).Sub(now)
	}
	b.until = now.Add(wait)
	return wait
}

// drive sends as much as the pace allows for a time, and counts what was taken and what was refused.
func drive(p *pace, b *bucket, now *time.Time, d time.Duration) (taken, refused int, widest time.Duration) {
	end, last := now.Add(d), *now
	for now.Before(end) {
		if free := p.free(*now); free.After(*now) {
			*now = free
			continue
		}
		p.sent(fmt.Sprint("U", taken), *now)
		if wait := b.take(*now); wait > 0 {
			refused++
			p.refused(wait, *now)
			*now = now.Add(wait)
			continue
		}
		taken++
		widest, last = max(widest, now.Sub(last)), *now
	}
	return taken, refused, widest
}

func TestPaceFindsWhatTheWorkspaceBears(t *testing.T) {
	for _, limit := range []int{7, 30, 60, 300, 600, 1200, 3000} {
		for _, retry := range []time.Duration{0, time.Second, 10 * time.Second, 30 * time.Second} {
			t.Run(fmt.Sprintf("%d a minute, told to wait %s", limit, retry), func(t *testing.T) {
				p, b, now := newPace(), &bucket{limit: limit, retry: retry}, time.Unix(1_800_000_000, 0)
				taken, refused, _ := drive(p, b, &now, time.Hour)
				share := float64(taken) / float64(60*limit)
				if share < 0.95 {
					t.Errorf("%.1f%% of what the workspace bears", 100*share)
				}
				if part := float64(refused) / float64(taken+refused); part >= 0.01 {
					t.Errorf("%d of %d calls are refused", refused, taken+refused)
				}
			})
		}
	}
}

func TestPaceGrowsAgain(t *testing.T) {
	p, b, now := newPace(), &bucket{limit: 60, retry: time.Second}, time.Unix(1_800_000_000, 0)
	drive(p, b, &now, 20*time.Minute)
	b.limit = 600
	drive(p, b, &now, 30*time.Minute)
	if taken, _, _ := drive(p, b, &now, 10*time.Minute); taken < 5700 {
		t.Errorf("%d messages in ten minutes, half an hour after the limit went up to 600 a minute", taken)
	}
}

func TestPaceIsEven(t *testing.T) {
	p, b, now := newPace(), &bucket{limit: 60, retry: time.Second}, time.Unix(1_800_000_000, 0)
	drive(p, b, &now, 10*time.Minute)
	if _, refused, widest := drive(p, b, &now, 5*time.Minute); widest > 6*time.Second {
		t.Errorf("at one message a second, one came %s after the other; %d refused", widest, refused)
	}
}

func TestPaceOutlivesAClockThatIsSetBack(t *testing.T) {
	p, b, now := newPace(), &bucket{limit: 60, retry: time.Second}, time.Unix(1_800_000_000, 0)
	drive(p, b, &now, 10*time.Minute)
	now = now.Add(-3 * time.Hour)
	b.taken, b.until = nil, time.Time{}
	if taken, _, _ := drive(p, b, &now, 10*time.Minute); taken < 500 {
		t.Errorf("%d messages in ten minutes, want about 600", taken)
	}
}

func TestPaceRemembersWhatAnotherProcessSent(t *testing.T) {
	p, now := newPace(), time.Unix(1_800_000_000, 0)
	var sent []time.Time
	for i := range firstBudget {
		sent = append(sent, now.Add(time.Duration(i-firstBudget)*100*time.Millisecond))
	}
	p.remember(sent)
	if free := p.free(now); free.Sub(now) < 5*time.Second {
		t.Errorf("the next goes after %s, in a minute in which the budget is used up", free.Sub(now))
	}
}
