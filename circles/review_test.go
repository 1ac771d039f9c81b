package circles_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/circles"
)

var arranged = pool(
	circles.Person{ID: "a", Slots: []string{"tue-19"}, Topics: []string{"license"}},
	circles.Person{ID: "b", Slots: []string{"tue-19", "thu-20"}, Topics: []string{"license"}},
	circles.Person{ID: "c", Slots: []string{"thu-20"}},
	circles.Person{ID: "d", Never: []string{"a"}, Topics: []string{"license"}},
	circles.Person{ID: "e", Topics: []string{"overseas"}},
	circles.Person{ID: "f", Topics: []string{"overseas"}},
)

func TestReviewNamesBrokenRules(t *testing.T) {
	all, err := circles.Review(arranged, [][]string{{"b", "a", "e"}, {"d", "a", "b"}, {"a", "b", "c", "e", "d", "f"}, {"f"}, {"e", "f", "c"}})
	if err != nil {
		t.Fatal(err)
	}
	var got [][]circles.Breach
	for _, one := range all {
		got = append(got, one.Breaches)
	}
	want := [][]circles.Breach{
		nil, {circles.Apart}, {circles.Apart, circles.NoTime, circles.TooLarge}, {circles.TooSmall}, nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if all[0].Slot != "tue-19" || !cmp.Equal(all[0].Members, []string{"a", "b", "e"}) || len(all[0].Reasons) == 0 {
		t.Errorf("the circle is described as %+v", all[0].Circle)
	}
}

func TestOpenings(t *testing.T) {
	for person, test := range map[string]struct {
		groups [][]string
		want   []int
	}{
		"d": {[][]string{{"a", "e"}, {"b", "c"}, {"e", "f"}, {}}, []int{1, 3, 2}}, // not with a, although they share a topic
		"f": {[][]string{{"a", "e"}, {"b", "c"}}, []int{0, 1}},                    // first where somebody shares a topic
		"c": {[][]string{{"a", "e"}, {"e", "f"}}, []int{1}},                       // not where a cannot come
		"e": {[][]string{{"a", "b", "c", "d", "f"}}, nil},                         // it is full
	} {
		got, err := circles.Openings(arranged, test.groups, person)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", person, diff)
		}
	}
	if _, err := circles.Openings(arranged, nil, "nobody"); !errors.Is(err, circles.ErrPool) {
		t.Errorf("somebody who is not listed: %v", err)
	}
}
