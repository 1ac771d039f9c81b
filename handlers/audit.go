package handlers

import (
	"errors"
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// recentDeeds is how many lines of a cohort's log are paged through; the file has all.
const recentDeeds = 100

// audits adds to the log what the organiser who acts does, in the transaction in which they do it. The subject is the id of what it is done
// to, or how many, and never a person; the person is the participant whom it is done to, or nobody.
func (r *request) audits(deed cohort.Deed, cohortID, subject, person string) error {
	return r.tx.Audit(cohort.Logged{At: r.now, Organizer: r.who.id, Cohort: cohortID, Deed: deed, Subject: subject, Person: person})
}

// auditsAnnouncement is audits for what is done to an announcement, in the log of each cohort that it is for.
func (r *request) auditsAnnouncement(deed cohort.Deed, a cohort.Announcement) (err error) {
	for _, id := range a.Reach() {
		err = errors.Join(err, r.audits(deed, id, a.ID, ""))
	}
	return err
}

// auditLog lists what organisers did lately in the cohorts that somebody organises.
func auditLog(r *request) (chat.Reply, error) {
	cohorts := r.cohortsFor(cohort.SeeLog)
	if len(cohorts) == 0 {
		return chat.Reply{}, r.refused(cohort.SeeLog)
	}
	names := map[string]string{}
	var all []cohort.Logged
	for _, c := range cohorts {
		names[c.ID] = c.Name
		recent, err := r.tx.AuditOf(c.ID, recentDeeds)
		if err != nil {
			return chat.Reply{}, err
		}
		all = append(all, recent...)
	}
	slices.SortFunc(all, func(a, b cohort.Logged) int { return int(b.Number - a.Number) })
	heading := chat.Heading(r.say("audit.heading"))
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("audit.none")), r.backToMenu())), nil
	}
	blocks, err := r.page(listing{
		action: actionAudit, heading: heading, all: len(all),
		item: func(i int) ([]chat.Block, error) { return r.deedBlocks(all[i], names[all[i].Cohort]), nil },
	})
	if err != nil {
		return chat.Reply{}, err
	}
	blocks = slices.Insert(blocks, 1, chat.Block(chat.Context(r.say("audit.how"))))
	return r.inPlace(compose(append(blocks, chat.Buttons{
		{Action: actionAuditFile, Value: all[0].Cohort, Label: r.say("audit.file")}}, r.backToMenu())...)), nil
}

func (r *request) deedBlocks(e cohort.Logged, name string) []chat.Block {
	when := r.who.words.WhenOf(e.At.In(r.who.person.Location()), r.now)
	blocks := []chat.Block{chat.Divider{}, chat.Context(r.say("audit.line", "When", when, "Cohort", name)), chat.Text(r.say("audit.deed_" + string(e.Deed)))}
	if e.Organizer == cohort.Operator {
		return append(blocks, chat.Context(r.say("audit.operator")))
	}
	return append(blocks, chat.People{e.Organizer})
}

// auditFile sends the log of a cohort as a file.
func auditFile(r *request) (chat.Reply, error) {
	if err := r.authorize(cohort.SeeLog, r.ev.Value); err != nil {
		return chat.Reply{}, err
	}
	return text(r.say("audit.file_comes")), errors.Join(
		r.audits(cohort.Exported, r.ev.Value, "", ""), nudges.HandAudit(r.tx, r.ev.Value, r.who.id, r.now))
}
