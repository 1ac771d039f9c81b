package config_test

import (
	"testing"

	"ippo/config"
)

func TestSettings(t *testing.T) {
	for _, name := range []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "IPPO_DATABASE", "IPPO_HTTP", "IPPO_LOG", "IPPO_CALENDAR", "IPPO_CALENDAR_URL",
		"IPPO_BACKUPS", "IPPO_BACKUP_KEEP", "IPPO_BACKUP_TIMES",
		"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"} {
		t.Setenv(name, "") // empty is as good as not set
	}
	t.Setenv("IPPO_ADMINS", "U1, U2")
	got, err := config.FromEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	if got.APIURL != "https://slack.com/api/" || got.Database != "ippo.db" || len(got.Admins) != 2 || got.Admins[1] != "U2" {
		t.Errorf("got %+v", got)
	}
	find(t, got.CheckSlack(), "bot_token_missing")
	find(t, got.CheckSlack(), "app_token_missing")
	got.BotToken, got.AppToken, got.APIURL = "xoxb-1", "xapp-1", "https://example.com/api/"
	if err := got.CheckSlack(); err != nil {
		t.Error(err)
	}
	got.APIURL = "example.com"
	find(t, got.CheckSlack(), "api_url_wrong")
	find(t, got.CheckSlack(), "api_url_slash")
	t.Setenv("IPPO_DATABASE", "postgres://localhost/ippo")
	if got, err = config.FromEnvironment(); err != nil || got.Database != "postgres://localhost/ippo" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSettingsThatAreNotFreeText(t *testing.T) {
	if got, err := config.FromEnvironment(); err != nil || got.Backups != "" || got.BackupKeep != 7 || got.BackupTimes != "0 3 * * *" {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, test := range []struct{ name, value, code string }{
		{"IPPO_LOG", "loud", "log_level"},
		{"IPPO_BACKUP_KEEP", "many", "backup_keep"},
		{"IPPO_BACKUP_KEEP", "0", "backup_keep"},
		{"IPPO_BACKUP_TIMES", "at night", "backup_times"},
		{"IPPO_BACKUP_TIMES", "0 3 30 2 *", "backup_times"},
		{"OPENAI_BASE_URL", "http://127.0.0.1:11434/v1", ""},
		{"OPENAI_BASE_URL", "https://models.example.com/v1/", ""},
		{"OPENAI_BASE_URL", "models.example.com/v1", "coach_url_wrong"},
		{"OPENAI_BASE_URL", "ftp://models.example.com", "coach_url_wrong"},
		{"OPENAI_BASE_URL", "https:///v1", "coach_url_wrong"},
		{"OPENAI_BASE_URL", "https://:443/v1", "coach_url_wrong"},
		{"OPENAI_BASE_URL", "https://me:secret@models.example.com/v1", "coach_url_wrong"},
		{"OPENAI_BASE_URL", "https://models.example.com/v1?key=1", "coach_url_wrong"},
		{"OPENAI_BASE_URL", "https://models.exa mple.com", "coach_url_wrong"},
		{"IPPO_CALENDAR", "127.0.0.1:9091", ""},
		{"IPPO_CALENDAR", "9091", "calendar_wrong"},
		{"IPPO_CALENDAR_URL", "https://ippo.example.com", "calendar_missing"}, // nothing answers there
		{"IPPO_BACKUP_TIMES", "0 */6 * * *", ""},                              // more often than a person would be nudged
	} {
		t.Run(test.name+" "+test.value, func(t *testing.T) {
			t.Setenv(test.name, test.value)
			_, err := config.FromEnvironment()
			if test.code != "" {
				find(t, err, test.code)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	t.Setenv("IPPO_LOG", "loud")
	t.Setenv("IPPO_BACKUP_KEEP", "many")
	_, err := config.FromEnvironment()
	find(t, err, "log_level")
	find(t, err, "backup_keep")
}

func TestNearest(t *testing.T) {
	known := []string{"join", "leave", "form"}
	for word, want := range map[string]string{"joim": "join", "leav": "leave", "from": "form", "xyzxyz": "", "まったくちがう": ""} {
		if got := config.Nearest(word, known); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

func TestCalendarAddress(t *testing.T) {
	t.Setenv("IPPO_CALENDAR", ":9091")
	for value, code := range map[string]string{"https://ippo.example.com": "", "http://ippo.example.com/base": "", "ippo.example.com": "calendar_url_wrong",
		"https://me:secret@ippo.example.com": "calendar_url_wrong", "https://ippo.example.com/?x": "calendar_url_wrong"} {
		t.Setenv("IPPO_CALENDAR_URL", value)
		_, err := config.FromEnvironment()
		if code != "" {
			find(t, err, code)
		} else if err != nil {
			t.Error(value, err)
		}
	}
}
