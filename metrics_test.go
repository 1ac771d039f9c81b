package main

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ippo/sandbox"
)

func TestWhatIsMeasured(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	const words = "だれにも見せない言葉"
	if err := s.seat(hanako).Command(s.ctx, channel, "/reflect", words); err != nil {
		t.Fatal(err)
	}
	s.workspace.Deactivate(taro)
	s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 10, RetryAfter: 90 * time.Second})
	s.until("2026-11-30T09:00")
	s.measures(map[string]float64{
		`ippo_deliveries_due{urgency="ordinary"}`: 14,
		`ippo_deliveries_due{urgency="urgent"}`:   0,
		`ippo_deliveries_due{urgency="bulk"}`:     0,
	})
	s.until("2026-11-30T09:30")
	refused := 0
	for _, c := range tap.of("chat.postMessage") {
		if c.status == http.StatusTooManyRequests {
			refused++
		}
	}
	page := s.measures(map[string]float64{
		`ippo_deliveries_due{urgency="ordinary"}`:                  0,
		`ippo_deliveries_in_doubt`:                                 0,
		`ippo_deliveries_sent_total{kind="nudge"}`:                 23,
		`ippo_deliveries_ended_total{kind="nudge",state="failed"}`: 1,
		`ippo_delivery_late_seconds_count{kind="nudge"}`:           23,
		`ippo_platform_refusals_total{call="chat.postMessage"}`:    float64(refused),
		`ippo_platform_faults_total{fault="temporary"}`:            float64(refused),
		`ippo_platform_faults_total{fault="unreachable"}`:          1,
		`ippo_platform_faults_total{fault="cut_off"}`:              0,
		`ippo_ack_seconds_count{kind="command"}`:                   1,
		`ippo_sockets`:                                             1,
		`ippo_cut_off`:                                             0,
		`ippo_leads`:                                               1,
	})
	if refused == 0 {
		t.Error("nothing was refused; this proves little")
	}
	got := figures(t, page)
	if late := got[`ippo_delivery_late_seconds_sum{kind="nudge"}`]; late < 23*30 {
		t.Errorf("late by %g seconds in all, with a refusal of a minute and a half", late)
	}
	if budget := got["ippo_budget_per_minute"]; budget < 5 || budget > 20 {
		t.Errorf("a budget of %g, at a workspace that bears ten a minute", budget)
	}
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes", "ippo_build_info{"} {
		if !strings.Contains(page, "\n"+name) {
			t.Errorf("%s is not measured", name)
		}
	}
	s.tellsOfNobody(page, words)
}

func TestCutOffIsSeen(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.workspace.SetTrouble(sandbox.Trouble{Revoked: true})
	s.until("2026-11-30T09:05")
	s.measures(map[string]float64{"ippo_cut_off": 1, `ippo_deliveries_due{urgency="ordinary"}`: 23})
	if status, word := s.ask("/readyz"); status != http.StatusServiceUnavailable || word != "refused\n" {
		t.Errorf("readyz says %d %q", status, word)
	}
	if status, word := s.ask("/healthz"); status != http.StatusOK || word != "ok\n" {
		t.Errorf("healthz says %d %q", status, word)
	}
	s.workspace.SetTrouble(sandbox.Trouble{})
	s.until("2026-11-30T09:30")
	s.measures(map[string]float64{"ippo_cut_off": 0, `ippo_deliveries_due{urgency="ordinary"}`: 0})
	s.command(hanako, "ippo", "help") // so that it is connected again
	if status, word := s.ask("/readyz"); status != http.StatusOK || word != "ok\n" {
		t.Errorf("readyz says %d %q", status, word)
	}
}

// A database that does not answer takes nothing else away that is measured, and nothing of its error is told.
func TestMetricsWithoutDatabase(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.command(hanako, "ippo", "help") // so that it is connected
	s.app.db.Close()
	_, page := s.ask("/metrics")
	if strings.Contains(page, "ippo_deliveries_due") || !strings.Contains(page, "ippo_sockets 1") {
		t.Error(page)
	}
	if status, word := s.ask("/healthz"); status != http.StatusServiceUnavailable || word != "database\n" {
		t.Errorf("healthz says %d %q", status, word)
	}
}

// ask asks the demo's Ippo, as who watches over it does.
func (s *stage) ask(path string) (int, string) {
	answer := httptest.NewRecorder()
	s.app.monitors(func() bool { return true }).ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
	body, _ := io.ReadAll(answer.Result().Body)
	return answer.Code, string(body)
}

// measures wants figures on the page of metrics, and returns that page.
func (s *stage) measures(want map[string]float64) string {
	s.Helper()
	status, page := s.ask("/metrics")
	got := figures(s.T, page)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if value, measured := got[name]; !measured || value != want[name] {
			s.Errorf("%s is %g (%t), want %g", name, value, measured, want[name])
		}
	}
	if status != http.StatusOK {
		s.Errorf("status %d\n%s", status, page)
	}
	return page
}

// figures are what a page of metrics tells, by name and labels.
func figures(t *testing.T, page string) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		at := strings.LastIndex(line, " ")
		value, err := strconv.ParseFloat(strings.TrimSpace(line[at+1:]), 64)
		if err != nil {
			t.Fatal(line, err)
		}
		all[line[:at]] = value
	}
	return all
}

// tellsOfNobody wants nothing on a page that tells of a person, a channel, or what somebody wrote.
func (s *stage) tellsOfNobody(page string, words ...string) {
	s.Helper()
	options, file, err := readDemo(s.language)
	if err != nil {
		s.Fatal(err)
	}
	secrets := append(words, file.Cohort.Name, s.installed.BotToken, s.installed.AppToken)
	for _, p := range options.People {
		secrets = append(secrets, p.ID, p.Name)
	}
	for _, c := range options.Channels {
		secrets = append(secrets, c.ID, c.Name)
	}
	for _, d := range s.outbox() {
		secrets = append(secrets, d.recipient, d.channel, d.message)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(page, secret) {
			s.Errorf("%q is told", secret)
		}
	}
}
