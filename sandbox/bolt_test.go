package sandbox_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// boltFolder holds the app that is made with the official JavaScript SDK.
var boltFolder = filepath.Join("testdata", "bolt")

func TestBolt(t *testing.T) {
	s := newStage(t)
	s.startBolt()
	me := s.w.As(hanako)

	if err := me.Command(s.ctx, general, "/echo", "もう一度"); err != nil {
		t.Fatal(err)
	}
	answer := me.Last(general)
	if got := s.w.Plain(answer); got != "もう一度\n[きく]" || !answer.Ephemeral {
		t.Fatalf("got %q", got)
	}
	if err := me.Press(s.ctx, general, answer.TS, "ask"); err != nil {
		t.Fatal(err)
	}
	s.await("the modal", func() bool { return me.Modal() != nil })
	problems, err := me.Submit(s.ctx, map[string]any{"written": "だめ"})
	if err != nil || problems["words"] != "別のことばで" {
		t.Fatalf("got %v, %v", problems, err)
	}
	if problems, err = me.Submit(s.ctx, map[string]any{"written": "いいよ"}); err != nil || len(problems) > 0 {
		t.Fatalf("got %v, %v", problems, err)
	}
	s.await("the message", func() bool { return s.w.Plain(me.Last(me.DM())) == "asked: いいよ" })

	if err := me.Command(s.ctx, general, "/echo", "later"); err != nil {
		t.Fatal(err)
	}
	s.await("the later answer", func() bool { return s.w.Plain(me.Last(general)) == "あとで" })

	if _, err := me.OpenHome(s.ctx); err != nil {
		t.Fatal(err)
	}
	s.await("the home page", func() bool { return me.Home() != nil })
	if err := me.Press(s.ctx, "", "", "ask"); err != nil {
		t.Fatal(err)
	}
	s.await("the modal", func() bool { return me.Modal() != nil })

	if err := me.Say(s.ctx, general, "@Echo いますか"); err != nil {
		t.Fatal(err)
	}
	s.await("the answer to its name", func() bool { return s.w.Plain(me.Last(general)) == "<@U0001> はい" })
}

// A message that is written while the app has no connection reaches it on the next one.
func TestBoltMissesNothingBetweenConnections(t *testing.T) {
	for _, reason := range []string{"refresh_requested", "drop"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.startBolt()
			me := s.w.As(hanako)
			s.w.Disconnect(reason)
			s.await("the end of the connection", func() bool { return s.w.Sockets() == 0 })
			for _, wanted := range []int{1, 2} { // the second comes after anything that the first might have brought twice
				if err := me.Say(s.ctx, me.DM(), "こんにちは"); err != nil {
					t.Fatal(err)
				}
				answers := 0
				s.await("the answer", func() bool {
					answers = len(slices.DeleteFunc(s.texts(hanako, me.DM()), func(said string) bool { return said != "こんにちは！" }))
					return answers >= wanted
				})
				if answers != wanted {
					t.Errorf("got %d answers, want %d", answers, wanted)
				}
			}
		})
	}
}

// installBolt installs the SDK once, from the lock file.
var installBolt = sync.OnceValue(func() error {
	if _, err := os.Stat(filepath.Join(boltFolder, "node_modules", "@slack", "bolt", "package.json")); err == nil {
		return nil
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error")
	npm.Dir, npm.Stdout, npm.Stderr = boltFolder, os.Stderr, os.Stderr
	return npm.Run()
})

// startBolt runs the app until the test ends, and waits for its connection.
func (s *stage) startBolt() {
	s.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		s.Fatal("this test needs Node.js 20 or later with npm: install them, and run it again")
	}
	if err := installBolt(); err != nil {
		s.Fatalf("npm ci in %s: %v", boltFolder, err)
	}
	var said bytes.Buffer
	node := exec.Command("node", "app.mjs")
	node.Dir, node.Stdout, node.Stderr = boltFolder, &said, &said
	node.Env = append(os.Environ(), "SLACK_API_URL="+s.url+"api/", "SLACK_BOT_TOKEN="+s.app.BotToken, "SLACK_APP_TOKEN="+s.app.AppToken)
	input, err := node.StdinPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		input.Close()
		node.Process.Kill()
		node.Wait()
		if s.Failed() {
			s.Logf("the app said:\n%s", said.String())
		}
	})
	s.await("Bolt's connection", func() bool { return s.w.Sockets() > 0 })
}
