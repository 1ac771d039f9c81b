package cohort_test

import (
	"strings"
	"testing"

	"ippo/cohort"
)

// Hanako takes part in the cohort "four" and is in its circle "lime". These are all who might see something of hers.
var sightReaders = []struct {
	role   string
	reader cohort.Reader
}{
	{"herself", cohort.Reader{ID: "hanako", TakesPart: []string{"four"}, Circles: []string{"lime"}}},
	{"herself after leaving", cohort.Reader{ID: "hanako"}},
	{"of her circle", cohort.Reader{ID: "taro", TakesPart: []string{"four"}, Circles: []string{"lime"}}},
	{"left her circle", cohort.Reader{ID: "jiro", TakesPart: []string{"four"}}},
	{"of a circle of hers besides", cohort.Reader{ID: "saburo", TakesPart: []string{"four", "five"}, Circles: []string{"oak"}}},
	{"of her cohort", cohort.Reader{ID: "shiro", TakesPart: []string{"four"}, Circles: []string{"fir"}}},
	{"left her cohort", cohort.Reader{ID: "goro", Circles: []string{"lime"}}}, // their row in the circle is not what counts
	{"of another cohort", cohort.Reader{ID: "rokuro", TakesPart: []string{"five"}, Circles: []string{"elm"}}},
	{"organises hers", cohort.Reader{ID: "aki", Organizes: []string{"four"}}},
	{"organises hers, takes part", cohort.Reader{ID: "haru", Organizes: []string{"four"}, TakesPart: []string{"four"}}},
	{"organises hers, in her circle", cohort.Reader{ID: "yuki", Organizes: []string{"four"}, TakesPart: []string{"four"}, Circles: []string{"lime"}}},
	{"organises another", cohort.Reader{ID: "nao", Organizes: []string{"five"}, TakesPart: []string{"five"}}},
	{"admin", cohort.Reader{ID: "root", Admin: true}},
	{"stranger", cohort.Reader{ID: "nobody"}},
	{"nobody known", cohort.Reader{}},
}

// One column for each of sightReaders, in their order.
const sightTable = `
                                        | she | left | circle | gone | other | cohort | out | five | org | org+part | org+circle | org5 | admin | str | none
reflection, me                          | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, circle                      | yes | yes  | yes    |  -   |  -    |  -     |  -  |  -   |  -  |  -       | yes        |  -   |  -    |  -  |  -
reflection, circle, she left it         | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, circle, she left the cohort | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, circle, none named          | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, cohort                      | yes | yes  | yes    | yes  | yes   | yes    |  -  |  -   | yes | yes      | yes        |  -   |  -    |  -  |  -
reflection, cohort, she left it         | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, cohort, none named          | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, nothing chosen              | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, circle, taken back          | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, cohort, taken back          | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
reflection, cohort, erased              |  -  |  -   |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
mood, me                                | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
mood, circle                            | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
mood, cohort                            | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
plan                                    | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
plan of a told step                     | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
told step                               | yes | yes  | yes    |  -   |  -    |  -     |  -  |  -   |  -  |  -       | yes        |  -   |  -    |  -  |  -
told step, she left the circle          | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
told step, taken back                   | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
line of CAN or WILL                     | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
turning point of her life               | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
journey                                 | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
story, draft                            | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
story, given and signed                 | yes | yes  | yes    | yes  | yes   | yes    |  -  |  -   |  -  | yes      | yes        |  -   |  -    |  -  |  -
story, given without a name, among few  | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
story, given, she left the cohort       | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
story, the same, passed on before       | yes | yes  | yes    | yes  | yes   | yes    |  -  |  -   |  -  | yes      | yes        |  -   |  -    |  -  |  -
story, an alumna's, she left the cohort | yes | yes  | yes    | yes  | yes   | yes    |  -  | yes  |  -  | yes      | yes        | yes  |  -    |  -  |  -
story, an alumna's, draft               | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
story, withdrawn                        |  -  |  -   |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
story of a speaker                      | yes |  -   | yes    | yes  | yes   | yes    |  -  |  -   |  -  | yes      | yes        |  -   |  -    |  -  |  -
export                                  | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
said in the circle's room               | yes |  -   | yes    |  -   |  -    |  -     |  -  |  -   |  -  |  -       | yes        |  -   |  -    |  -  |  -
rather not with                         | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
wish for a circle                       | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
attendance                              | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
settings                                | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
of a kind that nobody knows             | yes | yes  |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
nobody's, of a kind that nobody knows   |  -  |  -   |  -     |  -   |  -    |  -     |  -  |  -   |  -  |  -       |  -         |  -   |  -    |  -  |  -
`

// sightItems are the rows of the table.
func sightItems() map[string]cohort.Item {
	hers := func(kind cohort.ItemKind, changes ...func(*cohort.Item)) cohort.Item {
		item := cohort.Item{Kind: kind, Owner: "hanako", Cohort: "four", Circle: "lime", OwnerTakesPart: true, OwnerInCircle: true}
		for _, change := range changes {
			change(&item)
		}
		return item
	}
	to := func(v cohort.Visibility) func(*cohort.Item) { return func(i *cohort.Item) { i.Visibility = v } }
	leftCircle := func(i *cohort.Item) { i.OwnerInCircle = false }
	leftCohort := func(i *cohort.Item) { i.OwnerTakesPart = false } // as somebody may who is in a row of the circle still
	back := func(i *cohort.Item) { i.Withdrawn = true }
	erased := func(i *cohort.Item) { i.Erased = true }
	noCircle := func(i *cohort.Item) { i.Circle = "" }
	noCohort := func(i *cohort.Item) { i.Cohort = "" }
	given := func(i *cohort.Item) { i.Given, i.Hidden = true, true }
	known := func(i *cohort.Item) { i.Hidden = false }
	alumna := func(i *cohort.Item) { i.OwnerAlumnus = true }
	passed := func(i *cohort.Item) { i.Passed = true }
	nobodys := func(i *cohort.Item) { i.Owner, i.OwnerTakesPart, i.OwnerInCircle = "", false, false }
	me, circle, all := to(cohort.OnlyMe), to(cohort.MyCircle), to(cohort.MyCohort)
	return map[string]cohort.Item{
		"reflection, me":                          hers(cohort.AReflection, me),
		"reflection, circle":                      hers(cohort.AReflection, circle),
		"reflection, circle, she left it":         hers(cohort.AReflection, circle, leftCircle),
		"reflection, circle, she left the cohort": hers(cohort.AReflection, circle, leftCohort),
		"reflection, circle, none named":          hers(cohort.AReflection, circle, noCircle),
		"reflection, cohort":                      hers(cohort.AReflection, all),
		"reflection, cohort, she left it":         hers(cohort.AReflection, all, leftCohort),
		"reflection, cohort, none named":          hers(cohort.AReflection, all, noCohort),
		"reflection, nothing chosen":              hers(cohort.AReflection),
		"reflection, circle, taken back":          hers(cohort.AReflection, circle, back),
		"reflection, cohort, taken back":          hers(cohort.AReflection, all, back),
		"reflection, cohort, erased":              hers(cohort.AReflection, all, erased),
		"mood, me":                                hers(cohort.AMood, me),
		"mood, circle":                            hers(cohort.AMood, circle),
		"mood, cohort":                            hers(cohort.AMood, all),
		"plan":                                    cohort.Own(cohort.APlan, "hanako"),
		"plan of a told step":                     hers(cohort.APlan),
		"told step":                               hers(cohort.AToldStep),
		"told step, she left the circle":          hers(cohort.AToldStep, leftCircle),
		"told step, taken back":                   hers(cohort.AToldStep, noCircle),
		"line of CAN or WILL":                     hers(cohort.AnAim),
		"turning point of her life":               hers(cohort.ATurn),
		"journey":                                 hers(cohort.AJourney),
		"story, draft":                            hers(cohort.AStory),
		"story, given and signed":                 hers(cohort.AStory, given),
		"story, given without a name, among few":  hers(cohort.AStory, given, known),
		"story, given, she left the cohort":       hers(cohort.AStory, given, leftCohort),
		"story, the same, passed on before":       hers(cohort.AStory, given, leftCohort, passed),
		"story, an alumna's, she left the cohort": hers(cohort.AStory, given, leftCohort, alumna),
		"story, an alumna's, draft":               hers(cohort.AStory, alumna),
		"story, withdrawn":                        hers(cohort.AStory, given, passed, erased),
		"story of a speaker":                      hers(cohort.AStory, given, nobodys),
		"export":                                  hers(cohort.AnExport),
		"said in the circle's room":               hers(cohort.ARoom, nobodys),
		"rather not with":                         hers(cohort.ARefusal),
		"wish for a circle":                       hers(cohort.AWish),
		"attendance":                              hers(cohort.AnAttendance),
		"settings":                                hers(cohort.TheSettings),
		"of a kind that nobody knows":             hers("new", all, given),
		"nobody's, of a kind that nobody knows":   hers("new", all, given, nobodys),
	}
}

func TestWhoMaySeeWhat(t *testing.T) {
	items := sightItems()
	rows := strings.Split(strings.TrimSpace(sightTable), "\n")[1:]
	for _, row := range rows {
		cells := strings.Split(row, "|")
		name := strings.TrimSpace(cells[0])
		item, known := items[name]
		delete(items, name)
		if !known || len(cells)-1 != len(sightReaders) {
			t.Fatalf("%q: known %t, %d columns", name, known, len(cells)-1)
		}
		for i, r := range sightReaders {
			want := strings.TrimSpace(cells[i+1]) == "yes"
			if got := cohort.MaySee(r.reader, item); got != want {
				t.Errorf("%s: %s may see it: %t", name, r.role, got)
			}
		}
	}
	for name := range items {
		t.Errorf("the table does not say who may see %q", name)
	}
}

// To run or to organise shows nothing that one would not see without, but for what was shared with the cohort.
func TestOfficeShowsNothing(t *testing.T) {
	for name, item := range sightItems() {
		for _, r := range sightReaders {
			admin, plain := r.reader, r.reader
			admin.Admin, plain.Admin = true, false
			if cohort.MaySee(admin, item) != cohort.MaySee(plain, item) {
				t.Errorf("%s: it counts that %s is an admin", name, r.role)
			}
			plain.Organizes = nil
			if item.Visibility != cohort.MyCohort && cohort.MaySee(r.reader, item) != cohort.MaySee(plain, item) {
				t.Errorf("%s: it counts that %s organises", name, r.role)
			}
		}
	}
}
