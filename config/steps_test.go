package config_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
)

// oursToChange are Ippo's own steps, as far as the tests need them.
var oursToChange = func() (ours []cohort.Step) {
	for _, id := range []string{"pension", "job_fair", "life_after", "same_age", "on_the_way", "lunch_story", "thanked_for", "asked_for", "local_shop", "hear_someone"} {
		ours = append(ours, cohort.Step{ID: id})
	}
	return ours
}()

var fourth = cohort.Cohort{Name: "第4期", Language: "ja", Topics: []string{"写真"}}

const goodSteps = `- id: company_npo
  key: small_steps
  effort: half_day
  aim: will
  stage: middle
  tags: [volunteering, 写真]
  ja: {do: 申し込んでみませんか。, did: 申し込む, why: 役に立てます。, plan: 昼に、開く}
  en:
    do: Would you sign up?
    did: Sign up
    why: It helps.
    plan: At noon, I open the page
- {id: pension, key: outside, effort: 5m, aim: can, ja: {do: 見ませんか。, did: 見る, why: 分かります。, plan: 夕方に、見る}}
- {id: job_fair, leave_out: true}
`

func TestParseSteps(t *testing.T) {
	got, err := config.ParseSteps("own-steps.yaml", []byte(goodSteps), fourth, oursToChange)
	if err != nil {
		t.Fatal(err)
	}
	want := []cohort.OwnStep{
		{
			Step: cohort.Step{ID: "company_npo", Key: cohort.SmallSteps, Effort: cohort.HalfDay, Aim: cohort.Will, Stage: cohort.Middle, Tags: []string{"volunteering", "写真"}},
			Words: map[string]cohort.StepWords{
				"ja": {Do: "申し込んでみませんか。", Did: "申し込む", Why: "役に立てます。", Plan: "昼に、開く"},
				"en": {Do: "Would you sign up?", Did: "Sign up", Why: "It helps.", Plan: "At noon, I open the page"},
			},
		},
		{
			Step:  cohort.Step{ID: "pension", Key: cohort.Outside, Effort: cohort.FiveMinutes, Aim: cohort.Can, Stage: cohort.Anytime},
			Words: map[string]cohort.StepWords{"ja": {Do: "見ませんか。", Did: "見る", Why: "分かります。", Plan: "夕方に、見る"}},
		},
		{Step: cohort.Step{ID: "job_fair"}, LeftOut: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestStepsAsDocumented reads the examples: the one in the tests, and those of the pages about the cohort file.
func TestStepsAsDocumented(t *testing.T) {
	for path, language := range map[string]string{
		"../testdata/own-steps.yaml": "ja", "../docs/cohort-file.ja.md": "ja", "../docs/cohort-file.md": "en",
	} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if _, example, found := strings.Cut(text, "```yaml\n- id:"); found {
			example, _, _ = strings.Cut(example, "```")
			text = "- id:" + example
		}
		steps, err := config.ParseSteps(path, []byte(text), cohort.Cohort{Language: language}, oursToChange)
		if err != nil || len(steps) < 3 {
			t.Errorf("%s: %d steps, %v", path, len(steps), err)
		}
	}
}

// TestProblemsOfSteps breaks one line of a good file at a time: the line is named, and what to write instead, in both languages.
func TestProblemsOfSteps(t *testing.T) {
	english := cohort.Cohort{Language: "en"}
	for _, test := range []struct {
		name, from, to string
		line           int
		code           string
	}{
		{"no id", "- id: company_npo\n  key", "- key", 1, "missing"},
		{"an id with a space", "company_npo", "company npo", 1, "step_id_wrong"},
		{"an id in Japanese", "company_npo", "プロボノ", 1, "step_id_wrong"},
		{"a long id", "company_npo", strings.Repeat("x", 41), 1, "step_id_wrong"},
		{"an id twice", "{id: pension", "{id: company_npo", 13, "step_twice"},
		{"left out and written", "{id: job_fair", "{id: pension", 14, "step_twice"},
		{"a mistyped field", "  effort: half_day", "  efort: half_day", 3, "unknown_key"},
		{"no effort", "  effort: half_day\n", "", 1, "missing"},
		{"another effort", "half_day", "45m", 3, "step_word_wrong"},
		{"no key", "key: outside, ", "", 13, "missing"},
		{"a mistyped key", "small_steps", "small_step", 2, "step_word_wrong"},
		{"no aim", "  aim: will\n", "", 1, "missing"},
		{"another aim", "aim: will", "aim: must", 4, "step_word_wrong"},
		{"another stage", "middle", "summer", 5, "step_word_wrong"},
		{"a topic that nobody knows", "写真", "囲碁", 6, "step_word_wrong"},
		{"a mistyped topic", "volunteering", "volunterring", 6, "step_word_wrong"},
		{"topics not as a list", "[volunteering, 写真]", "volunteering", 6, "not_a_list"},
		{"too many topics", "[volunteering, 写真]", "[volunteering, 写真, license, overseas]", 6, "too_many_tags"},
		{"no words in the cohort's language", "  ja: {do: 申", "  # ja: {do: 申", 1, "step_without_words"},
		{"words that are none", "ja: {do: 見ませんか。, did: 見る, why: 分かります。, plan: 夕方に、見る}", "ja: 見ませんか。", 13, "not_a_mapping"},
		{"no reason", "why: 役に立てます。, ", "", 7, "missing"},
		{"an empty plan", "plan: 昼に、開く", "plan: ''", 7, "missing"},
		{"no plan in the other language", "    plan: At noon, I open the page\n", "", 9, "missing"},
		{"a long invitation", "Would you sign up?", strings.Repeat("x", 121), 9, "too_long"},
		{"a long name for what lies behind", "did: Sign up", "did: " + strings.Repeat("x", 76), 10, "too_long"},
		{"a long plan", "At noon, I open the page", strings.Repeat("x", 101), 12, "too_long"},
		{"an invitation over two lines", "Would you sign up?", `"Would you\nsign up?"`, 9, "strange_characters"},
		{"a list where a line belongs", "Would you sign up?", "[Would, you]", 9, "not_text"},
		{"a mistyped part", "    why: It helps.", "    wy: It helps.", 11, "unknown_key"},
		{"one left out that is not there", "{id: job_fair", "{id: job_fare", 14, "step_not_ours"},
		{"one left out that is far from all", "{id: job_fair", "{id: x", 14, "step_not_ours"},
		{"one left out that says something", "leave_out: true", "leave_out: true, effort: 5m", 14, "step_left_out_says"},
		{"neither left out nor not", "leave_out: true", "leave_out: たぶん", 14, "yes_wrong"},
		{"more left out than may be", "- {id: job_fair, leave_out: true}", "- {id: job_fair, leave_out: true}\n- {id: same_age, leave_out: true}", 1, "steps_too_few"},
		{"not a step", "- {id: job_fair, leave_out: true}", "- job_fair", 14, "not_a_mapping"},
		{"a cohort", goodSteps, "name: 第4期\n", 1, "steps_not_a_list"},
		{"an empty list", goodSteps, "[]\n", 1, "steps_nothing"},
		{"nothing", goodSteps, "", 0, "steps_nothing"},
		{"not YAML", "  key: small_steps", "  key: [", 0, "not_yaml"},
		{"two lists", "- {id: job_fair", "---\n- {id: job_fair", 14, "steps_several"},
		{"another encoding", "見る", "\x8c\xa9\x82\xe9", 13, "not_utf8"},
		{"too many", goodSteps, strings.Repeat("- {id: job_fair, leave_out: true}\n", 501), 501, "too_many_steps"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(goodSteps, test.from) {
				t.Fatalf("%q is not in the good file", test.from)
			}
			_, err := config.ParseSteps("own-steps.yaml", []byte(strings.Replace(goodSteps, test.from, test.to, 1)), fourth, oursToChange)
			problem := find(t, err, test.code)
			if problem.File != "own-steps.yaml" || (test.line > 0 && problem.Line != test.line) {
				t.Errorf("named at %s:%d, want line %d", problem.File, problem.Line, test.line)
			}
		})
	}
	_, err := config.ParseSteps("own-steps.yaml", []byte(goodSteps), english, oursToChange)
	if problem := find(t, err, "step_without_words"); problem.Line != 13 {
		t.Errorf("a step without English is named at line %d", problem.Line)
	}
}

func TestEveryProblemOfStepsAtOnce(t *testing.T) {
	file := strings.NewReplacer("half_day", "45m", "volunteering", "volunterring", "why: It helps.", "y: It helps.", "job_fair", "job_fare").Replace(goodSteps)
	_, err := config.ParseSteps("own-steps.yaml", []byte(file), fourth, oursToChange)
	var problems config.Problems
	if !errors.As(err, &problems) || len(problems) != 5 { // the field that is not known, and the one that is missing instead
		t.Fatalf("got %v", err)
	}
	said := locale.In("en").Say("config."+problems[1].Code, problems[1].Args...)
	if want := "tags cannot be “volunterring”. Did you mean “volunteering”?"; !strings.HasPrefix(said, want) {
		t.Errorf("got %q, want %q first", said, want)
	}
}

func FuzzParseSteps(f *testing.F) {
	f.Add(goodSteps)
	f.Add("- &a {id: x, ja: &b {do: *b}, tags: [*a]}")
	f.Add("- {id: !!binary aGVsbG8=, leave_out: 1}\n- *a")
	if example, err := os.ReadFile("../testdata/own-steps.yaml"); err == nil {
		f.Add(string(example))
	}
	f.Fuzz(func(t *testing.T, file string) {
		steps, err := config.ParseSteps("own-steps.yaml", []byte(file), fourth, oursToChange)
		var problems config.Problems
		if err != nil {
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Errorf("an error without a problem: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, s := range steps {
			if s.ID == "" || seen[s.ID] {
				t.Errorf("the id %q is empty or stands twice", s.ID)
			}
			seen[s.ID] = true
			if words, said := s.Words["ja"]; !s.LeftOut && (!said || s.Key == "" || s.Effort == "" || s.Aim == "" || s.Stage == "" || short(words) != "") {
				t.Errorf("accepted without what a step needs: %+v", s)
			}
			for language, words := range s.Words {
				if wrong := short(words); wrong != "" {
					t.Errorf("%s of %s: %s", language, s.ID, wrong)
				}
			}
		}
	})
}

// short says what of a step's words is empty, or too long to be shown.
func short(words cohort.StepWords) string {
	for _, text := range []string{words.Do, words.Did, words.Why, words.Plan} {
		if n := utf8.RuneCountInString(text); n < 1 || n > 120 {
			return fmt.Sprintf("%d characters", n)
		}
	}
	return ""
}
