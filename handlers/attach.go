package handlers

import (
	"errors"
	"path"
	"strings"
	"unicode"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// largestAttachment bounds a file that goes with an announcement: each reader is sent it.
const largestAttachment = 5 << 20

// longestFileName is how much of a file's name is kept, in characters.
const longestFileName = 100

// bringsAttachment takes a file for the draft on which the actor worked last. It is read after the answer.
func (r *request) bringsAttachment(file chat.SharedFile) (chat.Reply, error) {
	draft, err := r.tx.LatestDraft(r.who.id)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return r.withoutDraft(), nil
	case err != nil:
		return chat.Reply{}, err
	case file.Size > largestAttachment:
		return text(r.say("notice.attach_too_large")), nil
	}
	return chat.Reply{Say: compose(chat.Text(r.say("notice.attaching"))), Then: r.afterwards(func(q *request) (chat.Reply, error) {
		return q.attach(file, draft)
	})}, nil
}

// withoutDraft says that a file is neither a list, nor is there an announcement with which it could go.
func (r *request) withoutDraft() chat.Reply {
	var blocks []chat.Block
	if may := r.bringsIn(); len(may) > 0 {
		blocks = []chat.Block{chat.Text(r.say("files.not_a_table")), r.templateButtons(may[len(may)-1].ID)}
	}
	if len(r.cohortsFor(cohort.Announce)) > 0 {
		blocks = append(blocks, chat.Context(r.say("notice.attach_no_draft")),
			chat.Buttons{{Action: actionAnnounce, Label: r.say("notice.write")}})
	}
	return message(blocks...)
}

// attach reads a file and adds it to a draft, if that is one still, and got no other file meanwhile.
func (r *request) attach(shared chat.SharedFile, to cohort.Announcement) (reply chat.Reply, err error) {
	data, err := r.h.shelf.Read(r.ctx, shared, largestAttachment)
	switch {
	case errors.Is(err, chat.ErrLargeFile):
		return text(r.say("notice.attach_too_large")), nil
	case err != nil || len(data) == 0:
		return text(r.say("files.unread")), nil
	}
	err = r.write(func() error {
		a, err := storage.Optional(r.tx.Announcement(to.ID))
		if err != nil {
			return err
		}
		if a.State != cohort.Draft || a.File != to.File { // deleted, or out
			reply = text(r.say("notice.attach_too_late", "Name", fileName(shared.Name), "Words", firstLine(to.Words)))
			return nil
		}
		for _, id := range a.Reach() {
			if err := r.authorize(cohort.Announce, id); err != nil {
				return err
			}
		}
		a.File = fileName(shared.Name)
		if err := errors.Join(r.saveDraft(&a), r.tx.SaveAttachment(a.ID, data)); err != nil {
			return err
		}
		reply = message(chat.Text(r.say("notice.attached_to", "Name", a.File, "Words", firstLine(a.Words))), chat.Buttons{
			{Action: actionDraft, Value: a.ID, Label: r.say("notice.go_on")}, {Action: actionDetach, Value: draftState(a), Label: r.say("notice.detach")},
		})
		return nil
	})
	return reply, err
}

// fileName is what a file is called, with its ending, however long the name is: on one line, and as it reads.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if name == "" {
		name = "file"
	}
	ending := path.Ext(name)
	if chat.Length(ending) > longestFileName/2 {
		ending = ""
	}
	return clip(strings.TrimSuffix(path.Base(name), ending), longestFileName-chat.Length(ending)) + ending
}

// copiesFile adds to a new draft the file of the announcement that it copies, as long as that is kept.
func (r *request) copiesFile(a cohort.Announcement) (cohort.Announcement, error) {
	_, from, is := strings.Cut(r.ev.State, copyOf)
	if !is || a.Version > 1 {
		return a, nil
	}
	original, err := r.announcementOf(from)
	if errors.Is(err, storage.ErrNotFound) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	content, err := r.tx.Attachment(original.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	a.File = original.File
	if err := errors.Join(r.tx.SaveAttachment(a.ID, content), r.tx.SaveAnnouncement(a)); err != nil {
		return a, err
	}
	a.Version++
	return a, nil
}

// copyOf stands in the state of a form before the announcement that it copies.
const copyOf = "/copy:"

// detach takes the file off a draft that is as it was where it is pressed.
func detach(r *request) (chat.Reply, error) {
	id, _, _ := strings.Cut(r.ev.Value, "/")
	a, err := r.announcementOf(id)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case a.State != cohort.Draft:
		return chat.Reply{Form: r.done("announce.title", "announce.already")}, nil
	case draftState(a) != r.ev.Value:
		return r.standsOtherwise(a)
	}
	a.File = ""
	if err := errors.Join(r.tx.DropAttachment(a.ID), r.saveDraft(&a)); err != nil {
		return chat.Reply{}, err
	}
	form, err := r.announcementPreview(a, chat.Text(r.say("notice.detached")), chat.Divider{})
	return chat.Reply{Form: form}, err
}
