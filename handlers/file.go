package handlers

import (
	"context"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
)

// Files has the handler read files that organisers share with Ippo, and find people's accounts by their e-mails.
func Files(shelf chat.Shelf, directory chat.Directory) Option {
	return func(h *Handler) { h.shelf, h.directory = shelf, directory }
}

// largestList bounds what is read of a file: far more than any list needs.
const largestList = 16 << 20

// readFileWithin bounds all that reading takes: the download, and the pages of everybody's accounts.
const readFileWithin = 3 * time.Minute

// droppedFile answers a file that somebody puts into their conversation with Ippo. A list that an organiser brings is read, and what it would
// change is told; nobody else's file is opened.
func droppedFile(r *request) (chat.Reply, error) {
	words := strings.TrimSpace(r.ev.Text) != ""
	file := r.ev.Files[0]
	switch {
	case len(r.bringsIn()) == 0 || r.h.shelf == nil:
		if words {
			return withWords(r)
		}
		if len(r.who.member) == 0 && len(r.who.organizes) == 0 {
			return chat.Reply{}, r.refused(cohort.TakePart)
		}
		return message(chat.Text(r.say("files.not_opened")), chat.Buttons{{Action: actionHelp, Label: r.say("menu.help")}}), nil
	case words && !slices.ContainsFunc(r.ev.Files, isTable):
		return withWords(r)
	case len(r.ev.Files) > 1:
		return text(r.say("files.one_at_a_time")), nil
	case !isTable(file):
		return r.bringsAttachment(file)
	case file.Size > largestList:
		return text(r.say("files.too_large")), nil
	}
	return chat.Reply{Say: compose(chat.Text(r.say("files.reading"))), Then: r.afterwards(func(q *request) (chat.Reply, error) {
		return q.readList(file, "", "")
	})}, nil
}

// withWords does with the words beside a file what is done with words.
func withWords(r *request) (chat.Reply, error) {
	if asked := askedFor(r.ev.Text); asked != nil {
		return asked(r)
	}
	return saveNote(r)
}

// bringsIn lists the cohorts into which the actor may bring a list, the latest first.
func (r *request) bringsIn() (may []cohort.Cohort) {
	holds := r.cohortsFor(cohort.HoldSession)
	for _, c := range r.who.organizes {
		if slices.ContainsFunc(holds, func(h cohort.Cohort) bool { return h.ID == c.ID }) || cohort.May(cohort.Enrol, r.who.roles(c.ID)...) {
			may = append(may, c)
		}
	}
	return may
}

// isTable reports whether a file may be a list, by what it is called.
func isTable(f chat.SharedFile) bool {
	return slices.Contains([]string{".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"}, strings.ToLower(path.Ext(f.Name)))
}

// afterwards does what takes longer than a platform waits, after an answer and outside its transaction; what comes of it is said.
func (r *request) afterwards(do func(*request) (chat.Reply, error)) func(context.Context) chat.Reply {
	h, ev, words := r.h, r.ev, r.who.words
	return func(ctx context.Context) (reply chat.Reply) {
		ctx, cancel := context.WithTimeout(ctx, readFileWithin)
		defer cancel()
		q := &request{h: h, ctx: ctx, ev: ev, now: h.clock.Now()}
		q.who.id, q.who.words = ev.Person, words
		defer func() {
			if recover() != nil { // the cause may hold what stands in the file
				h.log.Error("a handler panicked", "stack", string(debug.Stack()))
				reply = text(words.Say("error.not_done"))
			}
		}()
		reply, err := do(q)
		if err != nil {
			q.ev.Kind, q.ev.Text = chat.Press, "" // nothing of theirs is to be given back
			reply = h.failure(q, err)
		}
		return reply
	}
}
