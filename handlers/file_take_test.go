package handlers_test

import (
	"fmt"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/storage"
)

// A list of more people than can be imported while Slack waits is answered first. Until it is done its buttons stay, and pressed again it is imported
// once.
func TestLongListIsAnsweredFirst(t *testing.T) {
	var list strings.Builder
	list.WriteString("Slack ID,部署\n")
	for i := range 1200 {
		fmt.Fprintf(&list, "U5%06d,部署%d\n", i, i%40)
	}
	k := reading(t, &shelf{content: []byte(list.String())})
	dropped := k.reply(chat.Event{Kind: chat.Direct, Person: "U91", Own: true, Files: []chat.SharedFile{{Name: "名簿.csv", Size: 10, At: "x"}}})
	var take string
	for _, block := range dropped.Then(t.Context()).Say.Blocks {
		if buttons, are := block.(chat.Buttons); are && buttons[0].Action == "import_take" {
			take = buttons[0].Value
		}
	}
	press := func() chat.Reply {
		return k.reply(chat.Event{Kind: chat.Press, Person: "U91", Action: "import_take", Value: take, Own: true})
	}
	in := func() (n int) {
		k.read(func(tx *storage.Tx) (err error) {
			n, err = tx.CountParticipants("c1")
			return err
		})
		return n
	}
	first, again := press(), press()
	for _, reply := range []chat.Reply{first, again} {
		k.says(fmt.Sprint(plain(reply)), "files.taking")
		if reply.Replace != nil || in() != 1 {
			t.Fatalf("before it is imported %d take part; it says %v", in(), plain(reply))
		}
	}
	done := first.Then(t.Context())
	k.says(fmt.Sprint(plain(done)), "files.taken_people", "Cohort", "c1", "All", 1200, "New", 1200, "Changed", 0, "Gone", 1)
	if done.Replace == nil || in() != 1200 {
		t.Errorf("%d take part; it says %v", in(), plain(done))
	}
	k.says(fmt.Sprint(plain(again.Then(t.Context()))), "files.gone")
}
