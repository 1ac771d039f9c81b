package handlers

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// archiveForm asks before a cohort is archived.
func archiveForm(r *request) (chat.Reply, error) {
	c, err := r.overOne(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCohortArchive, State: c.ID, Title: r.say("desk.archive_title"), Submit: r.say("desk.archive"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("desk.archive_question", "Cohort", c.Name)), chat.Context(r.say("desk.archive_hint"))},
	}}, nil
}

// overOne is a cohort whose last session is over.
func (r *request) overOne(id string) (cohort.Cohort, error) {
	c, err := r.runningOne(id)
	if err != nil {
		return c, err
	}
	over, err := nudges.NothingToCome(r.tx, c.ID, r.now)
	if err == nil && !over {
		err = refuse(text(r.say("desk.not_over", "Cohort", c.Name)))
	}
	return c, err
}

// archive ends what a cohort sends. What people wrote stays theirs to read.
func archive(r *request) (chat.Reply, error) {
	c, err := r.overOne(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	err = errors.Join(nudges.Archive(r.tx, c.ID, r.now), r.audits(cohort.Archiving, c.ID, c.ID, ""))
	return r.deskDone(r.say("desk.archived_now", "Cohort", c.Name)), err
}

// reopen has an archived cohort run again.
func reopen(r *request) (chat.Reply, error) {
	c, err := r.organized(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !c.Archived.IsZero() {
		if err := errors.Join(r.tx.Archive(c.ID, time.Time{}), r.audits(cohort.Reopened, c.ID, c.ID, "")); err != nil {
			return chat.Reply{}, err
		}
	}
	return r.seeCohorts()
}

// start has a cohort run that was being prepared, without anybody's coming in by themselves.
func start(r *request) (chat.Reply, error) {
	c, err := r.organized(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if c.Draft {
		c.Draft, c.ChangedBy = false, r.who.id
		if err := errors.Join(r.tx.ChangeCohort(c), nudges.Begin(r.tx, c, r.now), r.audits(cohort.Started, c.ID, c.ID, "")); err != nil {
			return chat.Reply{}, err
		}
	}
	return r.seeCohorts()
}

// seeCohorts shows the cohorts as they stand after a press.
func (r *request) seeCohorts() (chat.Reply, error) {
	fresh, err := r.h.actor(r.tx, r.who.id, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	r.who = fresh
	return cohorts(r)
}
