package coach_test

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ippo/coach"
)

// mockFolder holds a server that others made, which speaks as OpenAI's does.
var mockFolder = filepath.Join("testdata", "aimock")

func TestAgainstAnIndependentServer(t *testing.T) {
	address := startMock(t)
	ask := func() *coach.Coach { return coach.New(coach.Options{Key: "k", BaseURL: address + "/v1"}) }

	for job, check := range map[string]func(got any) bool{
		"interests": func(got any) bool { return got.(coach.Interests).Themes[0].Name == "育てること" },
		"plan": func(got any) bool {
			return got == "夕食の片づけが終わったら、園芸の本を一ページ読む"
		},
		"step":   func(got any) bool { return got == "ask_friend" },
		"letter": func(got any) bool { return got.(coach.Letter).Greeting == "一年後のわたしへ" },
	} {
		if got := jobs[job](t, ask()); !check(got) {
			t.Errorf("%s: got %+v", job, got)
		}
	}

	// It is strict: what it does not expect it refuses.
	if got := ask().Plan(t.Context(), ja, "水やり", "朝になったら、水をやる。"); got != "朝になったら、水をやる" {
		t.Errorf("got %q", got)
	}
	for words, why := range map[string]string{"ことば": "an answer that was filtered", "みじかい": "an answer that was cut short", "べつのもの": "a wrong shape", "まちがい": "an error"} {
		if got := ask().Step(t.Context(), ja, []string{words}, choices); got != "three_thanks" {
			t.Errorf("%s: got %q", why, got)
		}
	}

	for chaos, cause := range map[string]string{`{"dropRate":1}`: "failed", `{"malformedRate":1}`: "garbled", `{"disconnectRate":1}`: "unreachable",
		`{"rateLimitRate":1}`: "busy", `{"latencyMs":2000}`: "slow"} {
		control(t, http.MethodPost, address, chaos)
		c, log, _ := asking(address + "/v1")
		if cause == "slow" {
			c, log, _ = impatient(address + "/v1")
		}
		if offline(t, "letter", c); !strings.Contains(log.String(), "cause="+cause) {
			t.Errorf("%s: %s", chaos, log)
		}
		silent(t, log.String())
	}
	control(t, http.MethodDelete, address, "")
	if got := ask().Step(t.Context(), ja, notes, choices); got != "ask_friend" {
		t.Errorf("after the chaos: got %q", got)
	}
}

// control sets how the server misbehaves.
func control(t *testing.T, method, address, chaos string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address+"/__aimock/chaos", strings.NewReader(chaos))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if response.Body.Close(); response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", method, chaos, response.Status)
	}
}

var listening = regexp.MustCompile(`listening on (http://127\.0\.0\.1:\d+)`)

// startMock runs the server until the test ends.
func startMock(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("this test needs Node.js 20 or later with npm: install them, and run it again")
	}
	program := filepath.Join("node_modules", "@copilotkit", "aimock", "dist", "cli.js")
	if _, err := os.Stat(filepath.Join(mockFolder, program)); err != nil {
		npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error")
		npm.Dir, npm.Stdout, npm.Stderr = mockFolder, os.Stderr, os.Stderr
		if err := npm.Run(); err != nil {
			t.Fatalf("npm ci in %s: %v", mockFolder, err)
		}
	}
	node := exec.Command("node", program, "--port", "0", "--strict", "--validate-on-load", "--fixtures", "answers.json")
	node.Dir, node.Stderr = mockFolder, os.Stderr
	output, err := node.StdoutPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		node.Process.Kill()
		node.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			go func() {
				for lines.Scan() { // it may go on talking
				}
			}()
			return found[1]
		}
	}
	t.Fatal("the server did not start")
	return ""
}
