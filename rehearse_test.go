package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

// twoZones is a small program: two sessions, three people in two zones, one of whom reads English.
const twoZones = `name: 第4期
language: ja
timezone: Asia/Tokyo
channel: C0001
organizers: [U0900]
schedule: {nudge: "0 9 * * MON", reminders: [1d, 1h], reflection: 30m, circles: "0 10 8 * *"}
sessions:
  - {theme: 人生の棚卸し, starts: 2026-12-09T19:00, speakers: [山川], link: "https://example.com/1"}
  - {theme: 次の一歩, starts: 2027-01-11T23:30}
participants:
  - {user: U0001}
  - {user: U0002}
  - {user: U0003, timezone: America/New_York, language: en}
`

// rehearsed is a line of --json.
type rehearsed struct {
	At                             time.Time
	Zone, To, Place, Kind, Summary string
	Members                        []string
	Text                           *string
	Buttons                        []struct{ Label, URL string }
}

func rehearsedLines(t *testing.T, out string) (all []rehearsed) {
	t.Helper()
	for lines := bufio.NewScanner(strings.NewReader(out)); lines.Scan(); {
		var one rehearsed
		decoder := json.NewDecoder(strings.NewReader(lines.Text()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&one); err != nil {
			t.Fatalf("%v in %s", err, lines.Text())
		}
		all = append(all, one)
	}
	return all
}

// written writes a file for a test.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRehearseIsComplete plays the demo's year: every reminder, everybody's steps and invitations, each at its time, and nothing at night.
func TestRehearseIsComplete(t *testing.T) {
	code, out, said := ippo(t, "rehearse", "demo/cohort.ja.yaml", "--json", "--from", "2026-11-30T08:00")
	if code != exitDone {
		t.Fatal(code, said)
	}
	_, file, err := readDemo("ja")
	if err != nil {
		t.Fatal(err)
	}
	all := rehearsedLines(t, out)
	reminders := map[time.Time]bool{}
	count := map[string]map[string]int{}
	for i, m := range all {
		zone := cohort.Location(m.Zone)
		if i > 0 && m.At.Truncate(time.Minute).Before(all[i-1].At.Truncate(time.Minute)) {
			t.Errorf("%s comes after what is later", m.At)
		}
		if cohort.Awake(m.At, zone).After(m.At) {
			t.Errorf("%s gets a %s in the night, at %s", m.To, m.Kind, m.At)
		}
		if m.Text == nil || m.Summary == "" || (m.Kind == nudges.KindNudge && len(m.Buttons) < 2) {
			t.Errorf("it is not told what is said: %+v", m)
		}
		switch m.Kind {
		case nudges.KindReminder:
			reminders[m.At.UTC()] = true
			if m.To != channel || m.Place != "channel" {
				t.Errorf("a reminder goes to %s", m.To)
			}
			continue
		case nudges.KindNudge:
			if day := m.At.In(zone); cohort.DayOff(day, zone) || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				t.Errorf("%s gets a step on %s", m.To, day)
			}
		}
		if count[m.Kind] == nil {
			count[m.Kind] = map[string]int{}
		}
		count[m.Kind][m.To]++
	}
	for _, session := range file.Sessions {
		for _, lead := range file.Cohort.Schedule.Reminders {
			if due := session.Starts.Add(-lead); !reminders[due.UTC()] {
				t.Errorf("no reminder at %s", due)
			}
		}
	}
	if len(reminders) != 36 {
		t.Errorf("%d reminders, want 36", len(reminders))
	}
	for i := range 24 {
		who := participant(i + 1)
		if n := count[nudges.KindNudge][who]; n < 50 {
			t.Errorf("%s gets %d steps in a year", who, n)
		}
		if n, bye := count[nudges.KindInvitation][who], count[nudges.KindFarewell][who]; n != 12 || bye != 1 {
			t.Errorf("%s is invited to reflect %d times, and bid farewell %d times", who, n, bye)
		}
	}
}

// TestRehearseSendsNothing has the tokens and the database of a real installation at hand, and leaves them alone; and the same file gives the
// same year again.
func TestRehearseSendsNothing(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("it calls %s", r.URL) }))
	defer server.Close()
	database := filepath.Join(t.TempDir(), "ippo.db")
	for name, value := range map[string]string{
		"SLACK_API_URL": server.URL + "/api/", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "IPPO_DATABASE": database, "TMPDIR": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	path := written(t, "small.yaml", twoZones)
	var before string
	for range 2 {
		code, out, said := ippo(t, "rehearse", path, "--from=2026-11-30T08:00", "--circles", "--json")
		if code != exitDone || out == "" || (before != "" && before != out) {
			t.Fatalf("exit code %d, the same: %v\n%s", code, before == out, said)
		}
		before = out
	}
	if _, err := os.Stat(database); err == nil {
		t.Error("it made the database that is set")
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("it left something behind: %v, %v", left, err)
	}
}

// TestRehearseReads shows the year of two sessions to be read, and what an organiser might not have meant.
func TestRehearseReads(t *testing.T) {
	s := &stage{T: t, language: "ja", words: locale.In("ja")}
	path := written(t, "small.yaml", twoZones)
	code, out, said := ippo(t, "rehearse", "--from", "2026-11-30T08:00", path)
	if code != exitDone {
		t.Fatal(code, said)
	}
	s.golden("rehearse", out)
	s.golden("rehearse_remarks", said)

	if _, every, _ := ippo(t, "rehearse", "--from", "2026-11-30T08:00", "--all", path); len(every) <= len(out) || strings.Contains(every, s.words.Say("rehearse.others", "Count", 1)) {
		t.Error("with --all there is no more to read")
	}
	code, out, said = ippo(t, "rehearse", path, "--from", "2026-11-30T08:00", "--person", "U0003", "--silent")
	if !strings.Contains(said, s.words.Say("rehearse.silent")) {
		t.Errorf("it does not say that silence is asked about: %s", said)
	}
	if code != exitDone || strings.Contains(out, "U0001") || !strings.Contains(out, locale.In("en").Say("step.heading")) {
		t.Errorf("as one person sees it: %d\n%s", code, out)
	}
	if reminder := s.words.When(tokyo(t, "2026-12-08T19:00").In(cohort.Location("America/New_York"))); !strings.Contains(out, reminder) {
		t.Errorf("the reminder does not come at %s, by the clock of who looks\n%s", reminder, out)
	}
	if strings.Contains(out, s.words.Say("step.heading")) {
		t.Error("others' steps are shown")
	}
}

// TestRehearseIsShort shows of a cohort of 24 people what can be read, and how to see the rest.
func TestRehearseIsShort(t *testing.T) {
	code, out, said := ippo(t, "rehearse", "demo/cohort.ja.yaml", "--from", "2026-11-30T08:00")
	words := locale.In("ja")
	if n := strings.Count(out, "\n"); code != exitDone || n > 3000 {
		t.Errorf("exit code %d, and %d lines", code, n)
	}
	if hint := words.Say("rehearse.one_person", "Person", hanako); !strings.Contains(said, hint) {
		t.Errorf("%q is not in %s", hint, said)
	}
}

// TestRehearseWithAnswers lets people try each step, or never answer; and circles meet if everybody asks for one.
func TestRehearseWithAnswers(t *testing.T) {
	path := written(t, "small.yaml", twoZones)
	kinds := func(args ...string) (all []string, steps []string) {
		code, out, said := ippo(t, append([]string{"rehearse", path, "--from", "2026-11-30", "--json"}, args...)...)
		if code != exitDone {
			t.Fatal(code, said)
		}
		for _, m := range rehearsedLines(t, out) {
			if !slices.Contains(all, m.Kind) {
				all = append(all, m.Kind)
			}
			if m.Kind == nudges.KindNudge && m.To == hanako {
				steps = append(steps, *m.Text)
			}
		}
		return all, steps
	}
	_, tried := kinds()
	silent, seen := kinds("--silent")
	if slices.Equal(tried, seen) {
		t.Error("who never answers gets the same steps as who tries them all")
	}
	if slices.Contains(silent, nudges.KindCircle) {
		t.Error("nobody asked for a circle, and there is one")
	}
	asked, _ := kinds("--circles")
	for _, kind := range []string{nudges.KindCircle, nudges.KindTimes, nudges.KindFixed, nudges.KindAgenda, nudges.KindDidMeet} {
		if !slices.Contains(asked, kind) {
			t.Errorf("everybody asked for a circle, and there is no %s", kind)
		}
	}
}

func TestRehearseWhatCannotBe(t *testing.T) {
	broken := written(t, "broken.yaml", strings.Replace(twoZones, "Asia/Tokyo", "Asia/Tokio", 1))
	code, out, said := ippo(t, "rehearse", broken)
	if code != exitFailed || out != "" || !strings.Contains(said, "broken.yaml:3: ") {
		t.Errorf("a broken file: %d, %q, %s", code, out, said)
	}
	if code, _, said := ippo(t, "rehearse", "nowhere.yaml"); code != exitFailed || !strings.Contains(said, "nowhere.yaml") {
		t.Errorf("no file: %d, %s", code, said)
	}
	path := written(t, "small.yaml", twoZones)
	for _, args := range [][]string{{}, {path, "a.csv", "b.csv"}, {path, "--loud"}, {path, "--from", "tomorrow"}, {path, "--person", "U9999"}} {
		if code, out, said := ippo(t, append([]string{"rehearse"}, args...)...); code != exitUsage || out != "" || said == "" {
			t.Errorf("ippo rehearse %v: exit code %d, %q, %q", args, code, out, said)
		}
	}
}

func TestWhenToBegin(t *testing.T) {
	_, file, err := readDemo("ja")
	if err != nil {
		t.Fatal(err)
	}
	before, within, after := tokyo(t, "2026-11-01T12:00"), tokyo(t, "2027-05-01T12:00"), tokyo(t, "2028-01-01T12:00")
	for now, want := range map[time.Time]time.Time{before: before, within: within, after: tokyo(t, "2026-11-25T19:00")} {
		if got := whenToBegin(file, now); !got.Equal(want) {
			t.Errorf("at %s the rehearsal begins at %s, want %s", now, got, want)
		}
	}
}
