package handlers

import (
	"errors"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// overview has a report of a cohort, or a chart, sent to an organiser. Both show what the numbers page does: it is a look at that, and, since
// it is taken along, a line of the log.
func overview(r *request) (chat.Reply, error) {
	what, cohortID, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.SeeFigures, cohortID); err != nil {
		return chat.Reply{}, err
	}
	months, err := r.tx.LatestFigures(cohortID, 1)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(months) == 0 {
		return r.beside(chat.Text(r.say("report.none"))), nil
	}
	sentence := "report.handed"
	if what == nudges.OverviewChart {
		sentence = "report.handed_chart"
	}
	err = errors.Join(r.looksAt(cohortID, cohort.SawFigures), r.audits(cohort.Saw, cohortID, what, ""),
		nudges.HandOverview(r.tx, what, cohortID, r.who.id, r.now))
	return r.beside(chat.Text(r.say(sentence))), err
}

// mostOverviews is of how many cohorts a report is offered below the numbers: the latest ones.
const mostOverviews = 3

// overviewButtons have a report or a chart sent of each cohort that has figures.
func (r *request) overviewButtons(cohorts []cohort.Cohort) (rows []chat.Block) {
	for _, c := range cohorts[:min(len(cohorts), mostOverviews)] {
		label := func(key string) string {
			if len(cohorts) == 1 {
				return r.say(key)
			}
			return r.say(key+"_of", "Cohort", shortened(c.Name, longestOnButton))
		}
		rows = append(rows, chat.Buttons{
			{Action: nudges.ActionOverview, Value: nudges.Value(nudges.OverviewReport, c.ID), Label: label("report.button")},
			{Action: nudges.ActionOverview, Value: nudges.Value(nudges.OverviewChart, c.ID), Label: label("report.chart_button")},
		})
	}
	return rows
}

// longestOnButton is how much of a cohort's name stands on a button.
const longestOnButton = 40
