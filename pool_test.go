package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/circles"
	"ippo/config"
	"ippo/locale"
)

// fed runs "ippo circles" with a pool on standard input.
func fed(t *testing.T, pool string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv("LC_ALL", "ja_JP.UTF-8")
	var out, words bytes.Buffer
	code = run(append([]string{"circles"}, args...), strings.NewReader(pool), &out, &words)
	return code, out.String(), words.String()
}

const smallPool = `{"size":{"min":3,"target":4,"max":5},"seed":1,"people":[
	{"id":"p1","department":"営業","returning":true,"topics":["license"],"slots":["tue-19"],"met":["p2","p2"],"never":["p5"]},
	{"id":"p2","department":"研究","topics":["license"],"slots":["tue-19","thu-20"]},
	{"id":"p3","topics":["山歩き"]},
	{"id":"p4","slots":["sun-20"]},
	{"id":"p5","slots":["tue-19"],"size":3}]}`

func TestCirclesCommand(t *testing.T) {
	code, stdout, stderr := fed(t, smallPool)
	if code != exitDone || stderr != "" {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	var answer placement
	decoder := json.NewDecoder(strings.NewReader(stdout))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&answer); err != nil {
		t.Fatal(err)
	}
	want := placement{
		Circles: []placedCircle{{
			Members: []string{"p2", "p3", "p5"}, Slot: "tue-19",
			Reasons: []string{"集まれる時間：火曜19時", "顔ぶれ：はじめて一緒になる方どうしです"},
		}},
		Unplaced: []placedNowhere{
			{"p1", "人数などの決まりの中で、入れるサークルがありません。"}, // whom they would not be with looks like a full circle
			{"p4", "空いている時間の合うサークルがありません。"},
		},
	}
	if diff := cmp.Diff(want, answer); diff != "" {
		t.Error(diff)
	}
	if _, again, _ := fed(t, smallPool, "--effort", "1000"); again != stdout {
		t.Errorf("another effort gives a worse or other answer: %s", again)
	}
}

func TestCirclesCommandSaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct{ pool, sentence string }{
		"nothing":             {"", "-:1: JSON として読めません"},
		"cut off":             {"{\"people\":[\n{\"id\":", "-:2: JSON として読めません"},
		"a number as an id":   {"{\"people\":[\n{\"id\":3}]}", "-:2: 「people.id」の値の種類"},
		"a field mistyped":    {"{\"size\":{},\n\"peple\":[]}", "-:2: 「peple」という項目はありません。「people」でしょうか"},
		"two pools":           {"{}\n{}", "-:2: 一つめの JSON のあとに"},
		"sizes reversed":      {`{"size":{"min":5,"target":4,"max":3}}`, "-: 人数（size）は"},
		"a person without id": {`{"people":[{"id":"a"},{}]}`, "-: 2人目に id がありません"},
		"a person twice":      {`{"people":[{"id":"a"},{"id":"a"}]}`, "-: id「a」が二度出てきます（2人目）"},
		"a size below zero":   {`{"people":[{"id":"a","size":-1}]}`, "-: 「a」さんの size が負"},
	} {
		code, stdout, stderr := fed(t, test.pool)
		if code != exitFailed || stdout != "" || !strings.HasPrefix(stderr, test.sentence) {
			t.Errorf("%s: exit code %d, %q, %q", name, code, stdout, stderr)
		}
	}
	for _, args := range [][]string{{"file.json"}, {"--effort", "much"}, {"--effort", "-1"}} {
		if code, _, _ := fed(t, smallPool, args...); code != exitUsage {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}

func FuzzPoolFile(f *testing.F) {
	f.Add([]byte(smallPool))
	f.Add([]byte(`{"people":[{"id":"a"},{"id":"b","never":["a","b","x"],"met":["b"]},{"id":"c","slots":["",""]}],"size":{"min":2,"target":2,"max":9}}`))
	f.Add([]byte(`{"seed":18446744073709551615,"people":null}`))
	words := locale.In("ja")
	f.Fuzz(func(t *testing.T, data []byte) {
		pool, err := readPool(data)
		if err != nil {
			var problems config.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("an error that nobody can read: %v", err)
			}
			for _, problem := range problems {
				if line := problemLine(words, problem); strings.Contains(line, problem.Code) {
					t.Errorf("no sentence for %q", problem.Code)
				}
			}
			return
		}
		result, err := circles.Form(t.Context(), pool, circles.Options{Effort: 2_000})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, circle := range result.Circles {
			for _, id := range circle.Members {
				seen[id]++
			}
		}
		for _, left := range result.Unplaced {
			seen[left.ID]++
		}
		for _, person := range pool.People {
			if seen[person.ID] != 1 {
				t.Errorf("%q stands %d times", person.ID, seen[person.ID])
			}
		}
	})
}
