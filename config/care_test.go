package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
)

const goodCare = `care:
  contact: 産業医・保健室 内線 1234（平日 9:00〜17:00）
  lines:
    - {name: よりそいホットライン, phone: 0120-279-338, url: https://www.since2011.net/yorisoi/, hours: 24時間}
    - {name: 番号だけ, phone: 0312345678}
    - {name: 住所だけ, url: https://example.com/}
`

func withCare(care string) []byte {
	return []byte(strings.Replace(good, "schedule:", care+"schedule:", 1))
}

func TestParseCare(t *testing.T) {
	got, err := config.ParseCohort("cohort.yaml", withCare(goodCare), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := cohort.Care{Contact: "産業医・保健室 内線 1234（平日 9:00〜17:00）", Lines: []cohort.HelpLine{
		{Name: "よりそいホットライン", Phone: "0120-279-338", URL: "https://www.since2011.net/yorisoi/", Hours: "24時間"},
		{Name: "番号だけ", Phone: "0312345678"}, {Name: "住所だけ", URL: "https://example.com/"},
	}}
	if diff := cmp.Diff(want, got.Cohort.Care); diff != "" {
		t.Error(diff)
	}
}

func TestProblemsOfCare(t *testing.T) {
	for name, test := range map[string]struct {
		change, to string
		line       int
		code       string
	}{
		"a key that is not known": {"contact:", "kontakt:", 7, "unknown_key"},
		"a long contact":          {"産業医", strings.Repeat("医", 151), 7, "too_long"},
		"words for a number":      {"phone: 0120-279-338", "phone: 平日のみ", 9, "phone_wrong"},
		"no link":                 {"https://example.com/", "example.com", 11, "link_wrong"},
		"neither phone nor link":  {"phone: 0312345678", "hours: 平日", 10, "line_unreachable"},
		"no name":                 {"name: 番号だけ, ", "", 10, "missing"},
		"no line":                 {goodCare[strings.Index(goodCare, "lines:"):], "lines: []\n", 8, "lines_empty"},
		"no list":                 {goodCare[strings.Index(goodCare, "lines:"):], "lines: 0120\n", 8, "not_a_list"},
		"too many lines": {goodCare[strings.Index(goodCare, "    - "):],
			strings.Repeat("    - {name: 窓口, phone: 0120-279-338}\n", 6), 14, "too_many_lines"},
	} {
		_, err := config.ParseCohort("cohort.yaml", withCare(strings.Replace(goodCare, test.change, test.to, 1)), "", nil)
		problem := find(t, err, test.code)
		if problem.Line != test.line {
			t.Errorf("%s: in line %d, not %d", name, problem.Line, test.line)
		}
		for _, language := range locale.Languages() {
			if key := "config." + test.code; locale.In(language).Say(key, problem.Args...) == key {
				t.Errorf("%s has no sentence in %s", name, language)
			}
		}
	}
}
