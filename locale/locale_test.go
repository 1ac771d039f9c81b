package locale_test

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"ippo/locale"
)

// words reads all sentences of a language from the files, with their plural forms.
func words(t *testing.T, language string) map[string]string {
	t.Helper()
	return wordsIn(t, os.DirFS("."), language)
}

func wordsIn(t *testing.T, files fs.FS, language string) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, err := fs.Glob(files, "*."+language+".yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, file := range names {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(data, &tree); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		flatten(all, "", tree)
	}
	return all
}

func flatten(into map[string]string, key string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if name == "one" || name == "other" { // plural forms are one sentence
				into[key] += " " + inner.(string)
				continue
			}
			flatten(into, strings.TrimPrefix(key+"."+name, "."), inner)
		}
	case string:
		into[key] = v
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*?\.(\w+)[^}]*\}\}|\{(\w+)\}`)

func placeholders(text string) []string {
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1]+found[2])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestLanguagesSayTheSame(t *testing.T) {
	japanese := words(t, "ja")
	for _, language := range locale.Languages() {
		for _, wrong := range differences(japanese, words(t, language)) {
			t.Errorf("%s: %s", language, wrong)
		}
	}
}

// differences are what one language says and another does not, or with other placeholders.
func differences(one, other map[string]string) (wrong []string) {
	if diff := cmp.Diff(slices.Sorted(maps.Keys(one)), slices.Sorted(maps.Keys(other))); diff != "" {
		wrong = append(wrong, "the keys: "+diff)
	}
	for key, text := range one {
		if text == "" || other[key] == "" {
			wrong = append(wrong, key+" is empty, and would show as its key: leave it out, and ask whether it is there")
		}
		if diff := cmp.Diff(placeholders(text), placeholders(other[key])); diff != "" {
			wrong = append(wrong, "the placeholders of "+key+": "+diff)
		}
	}
	return wrong
}

// Adding a language is adding its files: it is offered, and held against what the others say. What it does not say yet is said in Japanese.
func TestAddingALanguageIsAddingItsFiles(t *testing.T) {
	files := fstest.MapFS{}
	names, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
		if strings.HasSuffix(name, ".en.yaml") {
			french := strings.Replace(string(data), "name: English", "name: Français", 1)
			files[strings.Replace(name, ".en.", ".fr.", 1)] = &fstest.MapFile{Data: []byte(french)}
		}
	}
	there, in := locale.Read(files)
	if !slices.Equal(there, []string{"en", "fr", "ja"}) {
		t.Fatalf("there are %v", there)
	}
	if got := in("fr").Say("language.name"); got != "Français" {
		t.Errorf("it is called %s", got)
	}
	if got := in("fr").Say("step.cheers", "Count", 1); got != in("en").Say("step.cheers", "Count", 1) {
		t.Errorf("one of something is %q", got)
	}
	japanese := wordsIn(t, files, "ja")
	if wrong := differences(japanese, wordsIn(t, files, "fr")); len(wrong) > 0 {
		t.Errorf("complete, and yet: %v", wrong)
	}
	dates := files["dates.fr.yaml"]
	delete(files, "dates.fr.yaml")
	if wrong := strings.Join(differences(japanese, wordsIn(t, files, "fr")), "\n"); !strings.Contains(wrong, "date.month_12") {
		t.Errorf("nothing is said of a file that is missing: %s", wrong)
	}
	_, in = locale.Read(files)
	if got := in("fr").Say("date.day", "Month", "12", "Day", 9, "Weekday", "水"); got != "12月9日(水)" {
		t.Errorf("what it does not say is %q", got)
	}
	files["dates.fr.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(dates.Data), "{{.Clock}}", "{{.Hour}}", 1))}
	if wrong := strings.Join(differences(japanese, wordsIn(t, files, "fr")), "\n"); !strings.Contains(wrong, "the placeholders of date.when") {
		t.Errorf("nothing is said of another placeholder: %s", wrong)
	}
}

// TestEveryKeyThatCodeNamesExists looks for keys in the code, whole ones and beginnings of composed ones.
func TestEveryKeyThatCodeNamesExists(t *testing.T) {
	out, err := exec.Command("grep", "-rhoE", `([sS]ay|tell|done)\("[a-z_.]+"`, "..", "--include=*.go", "--exclude=*_test.go").Output()
	if err != nil {
		t.Fatal(err)
	}
	japanese := words(t, "ja")
	named := 0
	for line := range strings.Lines(string(out)) {
		_, key, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), `"`), `"`)
		if !strings.Contains(key, ".") {
			continue
		}
		named++
		exists := japanese[key] != ""
		for known := range japanese {
			exists = exists || (strings.HasSuffix(key, "_") || strings.HasSuffix(key, ".")) && strings.HasPrefix(known, key)
		}
		if !exists {
			t.Errorf("code names %q, which no file has", key)
		}
	}
	if named < 100 {
		t.Errorf("only %d keys were found in the code: the search is broken", named)
	}
}

// TestNoPressure holds what people read against words that push, shame or rank.
func TestNoPressure(t *testing.T) {
	pressing := map[string]*regexp.Regexp{
		"ja": regexp.MustCompile(`頑張|がんばって|必ず|すぐに回答|至急|締め切|ランキング|連続記録|してください！|しなければ`),
		"en": regexp.MustCompile(`(?i)\b(must|hurry|don't miss|streak|ranking|leaderboard|deadline|ASAP|you should|keep it up)\b`),
	}
	operators := regexp.MustCompile(`^(cli|config|deliveries|doctor|import|manifest|page)\.`)
	for language, pattern := range pressing {
		for key, text := range words(t, language) {
			if !operators.MatchString(key) && pattern.MatchString(text) {
				t.Errorf("%s in %s presses: %s", key, language, text)
			}
		}
	}
}

// TestStepsAreSaidInFourWays: as an invitation, plainly for when it lies behind, why, and as a resolve.
func TestStepsAreSaidInFourWays(t *testing.T) {
	invites := regexp.MustCompile(`(ませんか|ましょう|[。.?？])$|\b[Yy]our?\b`)
	for _, language := range locale.Languages() {
		steps := map[string][]string{}
		for key, text := range words(t, language) {
			if step, isStep := strings.CutPrefix(key, "steps."); isStep {
				id, part, _ := strings.Cut(step, ".")
				steps[id] = append(steps[id], part)
				if part == "did" && invites.MatchString(text) {
					t.Errorf("%s in %s still invites, or ends like a sentence: %s", key, language, text)
				}
			}
		}
		for id, parts := range steps {
			if slices.Sort(parts); !slices.Equal(parts, []string{"did", "do", "plan", "why"}) {
				t.Errorf("%s in %s has %v, want did, do, plan and why", id, language, parts)
			}
		}
	}
}

// TestLabelsFit holds what stands on buttons and titles against the tightest limits of the chats.
func TestLabelsFit(t *testing.T) {
	limits := map[string]int{
		`^(menu\.(reflect|step|session|circle|settings|announce|form_circles|open|help)|step\.answer_.*|session\.(attending|not_this_time|join)|pause\..*|circle\.(join|leave|take_back|change_wish|form_waiting|form_anew)|announce\.(who_received|withdraw)|reflect\.(write|see_list|take_back|newer|older|mood_.*|visibility_.*))$`: 75,
		`^(form\.(close|cancel|back)|reflect\.(title|submit)|circle\.(title|submit|confirm|leave_now|preview_title)|announce\.(title|preview|preview_title|send|schedule)|settings\.(title|save))$`:                                                                                                                                    24,
		`_placeholder$`:     150,
		`^steps\..*\.do$`:   150,
		`^steps\..*\.did$`:  75,
		`^steps\..*\.why$`:  150,
		`^manifest\.about$`: 140,
	}
	for _, language := range locale.Languages() {
		all := words(t, language)
		for pattern, most := range limits {
			matched := 0
			for key, text := range all {
				if regexp.MustCompile(pattern).MatchString(key) {
					matched++
					if n := len([]rune(text)); n > most {
						t.Errorf("%s in %s has %d characters, more than %d", key, language, n, most)
					}
				}
			}
			if matched == 0 {
				t.Errorf("no key matches %s", pattern)
			}
		}
	}
}

func TestDates(t *testing.T) {
	tokyo, _ := time.LoadLocation("Asia/Tokyo")
	at := time.Date(2026, 12, 9, 19, 0, 0, 0, tokyo)
	ja, en := locale.In("ja"), locale.In("en-GB")
	for _, test := range []struct{ got, want string }{
		{ja.Day(at), "12月9日(水)"},
		{ja.When(at), "12月9日(水)19:00"},
		{ja.Span(at, at.Add(2*time.Hour)), "12月9日(水)19:00〜21:00"},
		{ja.When(at.Add(-10 * time.Hour)), "12月9日(水)09:00"},
		{ja.List([]string{"資格", "海外"}), "資格、海外"},
		{ja.DayOf(at, at.AddDate(0, -1, 0)), "12月9日(水)"},
		{ja.DayOf(at, at.AddDate(0, 1, 0)), "12月9日(水)"}, // just before New Year
		{ja.DayOf(at, at.AddDate(1, 0, 0)), "2026年12月9日(水)"},
		{ja.DayOf(at, at.AddDate(-1, 0, 0)), "2026年12月9日(水)"},
		{ja.WhenOf(at, at.AddDate(2, 0, 0)), "2026年12月9日(水)19:00"},
		{ja.WhenOf(at, at), "12月9日(水)19:00"},
		{ja.When(time.Date(2027, 1, 1, 7, 5, 0, 0, tokyo)), "1月1日(金)07:05"},
		{ja.Join("送りました。", "お待ちください。"), "送りました。お待ちください。"},
		{en.Join("Sent.", "Please wait."), "Sent. Please wait."},
		{en.Join("", "Please wait."), "Please wait."},
		{en.DayOf(at, at.AddDate(1, 0, 0)), "Wed 9 Dec 2026"},
		{en.WhenOf(at, at.AddDate(1, 0, 0)), "Wed 9 Dec 2026, 19:00"},
		{ja.Zone("Asia/Tokyo"), "日本時間"},
		{ja.Zone("Asia/Thimphu"), "Asia/Thimphu"},
		{en.Day(at), "Wed 9 Dec"},
		{en.Span(at, at.Add(2*time.Hour)), "Wed 9 Dec, 19:00–21:00"},
		{en.List([]string{"a", "b"}), "a, b"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// Things are counted in Japanese with the counters of their kind, and in English with their plural.
func TestCounts(t *testing.T) {
	ja, en := locale.In("ja"), locale.In("en")
	for _, test := range []struct{ got, want string }{
		{ja.Say("session.attending_count", "Count", 3), "参加予定 3人"},
		{ja.Say("step.cheers", "Count", 1), "1人が応援しています。"},
		{ja.Say("session.all", "Count", 12), "一年の予定（全12回）"},
		{ja.Say("reflect.list_heading", "Count", 2), "あなたのふりかえり（2件）"},
		{ja.Say("gap.summary", "Count", 4), "お待たせしていたお便りが4件あります"},
		{ja.Say("circle.preview", "Count", 2, "People", 7), "サークル2組、7人です。決めるまで、だれにも知らせません。"},
		{ja.Say("circle.reason_departments.value", "Count", 3), "3つの部署から"},
		{en.Say("step.cheers", "Count", 1), "1 person is cheering for you."},
		{en.Say("step.cheers", "Count", 2), "2 people are cheering for you."},
		{en.Say("step.cheered", "Count", 1), "1 person is cheering:"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestSay(t *testing.T) {
	en := locale.In("en")
	if got := en.Say("session.attending_count", "Count", 1); got != "1 person is coming" {
		t.Error(got)
	}
	if got := en.Say("session.attending_count", "Count", 2); got != "2 people are coming" {
		t.Error(got)
	}
	if got := en.Say("arrange.to", "Number", 3, "Count", 1); got != "Circle 3 (1 now)" { // one form serves all numbers
		t.Error(got)
	}
	if got := locale.In("xx").Language(); got != "ja" {
		t.Errorf("an unknown language falls back to %s", got)
	}
	if got := en.Say("no.such.key"); got != "no.such.key" {
		t.Error(got)
	}
	if got := en.Say("session.heading", "Number", 1, "Theme", "<no value> {{.X}}"); got != "Session 1: <no value> {{.X}}" {
		t.Errorf("a person's words are read as a template: %s", got)
	}
}
