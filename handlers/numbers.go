package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/report"
)

// numbers shows an organiser how many did something, of the months that have closed. They are shown as they were worked out then: nothing is
// counted by looking.
func numbers(r *request) (chat.Reply, error) {
	cohorts := r.cohortsFor(cohort.SeeFigures)
	if len(cohorts) == 0 {
		return chat.Reply{}, r.refused(cohort.SeeFigures)
	}
	type monthOf struct {
		cohort cohort.Cohort
		cohort.FiguresOf
	}
	var all []monthOf
	var told []cohort.Cohort
	for _, c := range cohorts {
		months, err := r.tx.Figures(c.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		for _, m := range months[:min(len(months), monthsShown)] {
			all = append(all, monthOf{c, m})
		}
		if len(months) > 0 {
			told = append(told, c)
			if err := r.looksAt(c.ID, cohort.SawFigures); err != nil {
				return chat.Reply{}, err
			}
		}
	}
	slices.SortStableFunc(all, func(a, b monthOf) int { return strings.Compare(b.Month, a.Month) })
	heading := chat.Heading(r.say("numbers.heading"))
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("numbers.none")), r.backToMenu())), nil
	}
	blocks, err := r.page(listing{
		action: actionNumbers, heading: heading, all: len(all),
		item: func(i int) ([]chat.Block, error) { return r.monthBlocks(all[i].cohort, all[i].FiguresOf), nil },
	})
	if err != nil {
		return chat.Reply{}, err
	}
	blocks = slices.Insert(blocks, 1, chat.Block(chat.Context(r.say("numbers.how", "Least", cohort.Least))))
	slices.SortStableFunc(told, func(a, b cohort.Cohort) int { return strings.Compare(b.Name, a.Name) })
	return r.inPlace(compose(append(append(blocks, r.overviewButtons(told)...), r.backToMenu())...)), nil
}

// monthsShown is how many months of a cohort can be paged through: three pages of them.
const monthsShown = 3 * mostOnPage

func (r *request) monthBlocks(c cohort.Cohort, m cohort.FiguresOf) []chat.Block {
	blocks := []chat.Block{chat.Divider{}, chat.Text(r.monthOf(c, m))}
	if m.Shown[cohort.Reflected] == cohort.TooSmall {
		return append(blocks, chat.Context(r.say("numbers.too_small", "Least", cohort.LeastOf)))
	}
	var fields chat.Fields
	for _, name := range m.Told() {
		fields = append(fields, chat.Field{Label: r.say("numbers." + string(name)), Value: report.Band(r.who.words, name, m.Shown[name])})
	}
	return append(blocks, fields)
}

func (r *request) monthOf(c cohort.Cohort, m cohort.FiguresOf) string {
	begins, _ := cohort.MonthSpan(m.Month, c.Location())
	return r.say("numbers.month", "Cohort", c.Name, "Year", begins.Year(), "Month", r.say("numbers.month_"+begins.Format("01")))
}
