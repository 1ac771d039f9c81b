package coach_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"ippo/coach"
	"ippo/locale"
)

var (
	ja = locale.In("ja")
	en = locale.In("en")

	notes = []string{
		"土曜に庭の手入れをした。土に触ると落ち着く。",
		"同僚の田中さんに、庭の写真を見せたら喜ばれた。",
		"通勤中に園芸の本を読んだ。庭のことを人に教えてみたい。",
	}
	choices = []coach.Choice{{ID: "three_thanks", Do: "帰り道に、ありがとうを三つ思い出す"}, {ID: "ask_friend", Do: "友人に、得意なことを聞く"}}
	year    = coach.Year{
		First: []string{"会社の外を知らないまま終わるのが怖い。"}, TurningPoints: []string{"娘が家を出た春"},
		Changed: []string{"庭の話をすると、肩の力が抜ける"}, Next: []string{"園芸の教室をひとつ開いてみたい"},
	}
)

const step, plan = "園芸の本を一冊読む", "夕食の片づけが終わったら、園芸の本を開く"

// asking is a coach that asks this server, with time enough on a busy machine; what it logs is kept.
func asking(url string) (*coach.Coach, *bytes.Buffer, *clockwork.FakeClock) {
	return within(2*time.Second, url)
}

// impatient is one that soon gives up, for servers that are slow.
func impatient(url string) (*coach.Coach, *bytes.Buffer, *clockwork.FakeClock) {
	return within(150*time.Millisecond, url)
}

func within(patience time.Duration, url string) (*coach.Coach, *bytes.Buffer, *clockwork.FakeClock) {
	log, clock := &bytes.Buffer{}, clockwork.NewFakeClock()
	return coach.New(coach.Options{
		Key: "sk-secret", BaseURL: url, Clock: clock, Patience: patience,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}), log, clock
}

// jobs are all that a coach does, with something to do.
var jobs = map[string]func(t *testing.T, c *coach.Coach) any{
	"interests": func(t *testing.T, c *coach.Coach) any { return c.Interests(t.Context(), ja, notes) },
	"plan":      func(t *testing.T, c *coach.Coach) any { return c.Plan(t.Context(), ja, step, plan) },
	"step":      func(t *testing.T, c *coach.Coach) any { return c.Step(t.Context(), ja, notes, choices) },
	"letter":    func(t *testing.T, c *coach.Coach) any { return c.Letter(t.Context(), ja, year) },
}

// good answers to each.
var good = map[string]string{
	"interests": `{"themes":[{"name":"育てること","because":"土に触ると落ち着く"},{"name":"教えること","because":"庭のことを人に教えてみたい"}],"sentence":"土に触れる時間と、それを人に手渡すことに、惹かれているのかもしれません。"}`,
	"plan":      `{"plan":"夕食の片づけが終わったら、園芸の本を一ページ読む"}`,
	"step":      `{"id":"ask_friend"}`,
	"letter":    `{"greeting":"一年後のわたしへ","paragraphs":["「娘が家を出た春」から、少しずつ外を見るようになりました。"],"closing":"また庭で会いましょう。"}`,
}

// offline checks that a job was answered as without a server.
func offline(t *testing.T, job string, c *coach.Coach) {
	t.Helper()
	if diff := cmp.Diff(jobs[job](t, nil), jobs[job](t, c)); diff != "" {
		t.Errorf("%s: not the offline answer: %s", job, diff)
	}
}

// silent checks that nothing of what a person wrote, or of a server's answer, is in a log.
func silent(t *testing.T, log string) {
	t.Helper()
	for _, word := range []string{"庭", "田中", "園芸", "娘", "土", "sk-secret", "<data>", "Bearer", "http", "ATTACK"} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q:\n%s", word, log)
		}
	}
}
