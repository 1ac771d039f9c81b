package coach_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ippo/coach"
	"ippo/coach/coachtest"
)

// What is shown before is, word for word, all of somebody's words that leaves.
func TestWhatIsShownIsWhatLeaves(t *testing.T) {
	long := slices.Concat(notes, []string{strings.Repeat("山本さんと庭を見た。", 1000), "もう入らない"})
	full := coach.Year{First: long, Next: []string{"これも入らない"}}
	for job, shown := range map[string]func(c *coach.Coach) coach.Sent{
		"interests": func(c *coach.Coach) coach.Sent { return c.InterestsSent(ja, notes) },
		"plan":      func(c *coach.Coach) coach.Sent { return c.PlanSent(ja, step, plan) },
		"step":      func(c *coach.Coach) coach.Sent { return c.StepSent(ja, notes, choices) },
		"letter":    func(c *coach.Coach) coach.Sent { return c.LetterSent(ja, year) },
		"long": func(c *coach.Coach) coach.Sent {
			c.Letter(t.Context(), ja, full)
			return c.LetterSent(ja, full)
		},
	} {
		s := coachtest.Serve(t, coachtest.Said(`{}`))
		c, _, _ := asking(s.URL)
		c = c.Hiding("ハーブ園")
		if do := jobs[job]; do != nil {
			do(t, c)
		}
		sent := shown(c)
		var request struct {
			Messages []struct{ Content string }
		}
		if err := json.Unmarshal([]byte(s.Got()[0]), &request); err != nil {
			t.Fatal(err)
		}
		data := strings.TrimSuffix(strings.TrimPrefix(request.Messages[1].Content, "<data>"), "</data>")
		var got struct {
			Notes, First, Changed, Next []string
			Turning                     []string `json:"turning_points"`
			Step, Plan                  string
			Choices                     []coach.Choice
		}
		if err := json.Unmarshal([]byte(data), &got); err != nil {
			t.Fatal(err)
		}
		var offered []string
		for _, choice := range got.Choices {
			offered = append(offered, choice.Do)
		}
		for _, part := range [][2][]string{
			{sent.Notes, got.Notes}, {sent.Choices, offered}, {{sent.Step, sent.Plan}, {got.Step, got.Plan}}, {sent.Year.First, got.First},
			{sent.Year.TurningPoints, got.Turning}, {sent.Year.Changed, got.Changed}, {sent.Year.Next, got.Next},
		} {
			if !slices.Equal(part[0], part[1]) {
				t.Errorf("%s: shown is %q, sent is %q", job, part[0], part[1])
			}
		}
	}
}
