package handlers_test

import (
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// Only who organises a cohort gets its report, as two files; it is a look, and a line of the log. Before the first month is over there is none.
func TestWhoGetsAReport(t *testing.T) {
	k := newKitchen(t)
	press := func(person, value string) string {
		return k.do(chat.Event{Kind: chat.Press, Person: person, Action: "overview", Value: value, Own: true})
	}
	files := func() (n int) {
		k.read(func(tx *storage.Tx) error {
			all, err := tx.DeliveriesOf(nudges.KindOverview)
			n = len(all)
			return err
		})
		return n
	}
	k.says(press("U91", "report/c1"), "report.none")
	k.lookedAfter()
	for person, key := range map[string]string{"U1": "error.organizers_only", "U92": "error.organizers_only", "U404": "error.stranger"} {
		k.says(press(person, "report/c1"), key)
	}
	press("U91", "letter/c1")
	press("U91", "report/nowhere")
	if n, looks := files(), k.looks(); n != 0 || len(looks) != 0 {
		t.Fatalf("%d files are on their way, and %d looks are kept", n, len(looks))
	}
	k.says(press("U91", "report/c1"), "report.handed")
	k.says(press("U0", "chart/c1"), "report.handed_chart")
	if n := files(); n != 3 {
		t.Errorf("%d files are on their way", n)
	}
	k.read(func(tx *storage.Tx) error {
		log, err := tx.AuditLog()
		if len(log) != 2 || log[0].Deed != cohort.Saw {
			t.Errorf("the log has %+v", log)
		}
		return err
	})
}
