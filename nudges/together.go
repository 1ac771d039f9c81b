package nudges

import (
	"cmp"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// mostTogether is how many steps somebody's coach chooses among.
const mostTogether = 20

// Suggestion is a step that may be put before somebody, in their words.
type Suggestion struct{ ID, Do string }

// Suggestions are the steps that suit a participant best now, the best first: none that they did before, none that takes longer than they
// have found time for.
func Suggestions(tx *storage.Tx, w *locale.Words, p cohort.Participant, now time.Time) ([]Suggestion, error) {
	m, err := momentOf(tx, p.Cohort, p.ID, now)
	if err != nil {
		return nil, err
	}
	s, _, err := m.situation(tx)
	if err != nil {
		return nil, err
	}
	var all []Suggestion
	for _, step := range m.library.best(s, mostTogether) {
		said := m.library.said(w, cohort.Offer{Step: step.ID, Offered: now})
		all = append(all, Suggestion{step.ID, said.Do})
	}
	return all, nil
}

// best lists up to so many of the steps that may come next, by the same weights as Choose.
func (l *Library) best(s Situation, limit int) []cohort.Step {
	t := l.tasteOf(s.Before)
	most, _ := t.mostEffort(s.Before)
	weights := map[string]float64{}
	var all []cohort.Step
	for i, step := range l.Steps() {
		if t.done[i] || level(step.Effort) > most || l.varied && t.tired(step.Key, s.Before) {
			continue
		}
		all, weights[step.ID] = append(all, step), t.weigh(i, s, most, -1)
		if serves(&step, s.Around) != "" {
			weights[step.ID] += forSession
		}
	}
	slices.SortStableFunc(all, func(a, b cohort.Step) int { return cmp.Compare(weights[b.ID], weights[a.ID]) })
	return all[:min(limit, len(all))]
}

// TogetherToday finds the step that somebody's coach chose with them on this day of theirs, or the zero Offer: one a day is enough.
func TogetherToday(tx *storage.Tx, p cohort.Person, now time.Time) (cohort.Offer, error) {
	offers, err := tx.Offers(p.ID)
	if err != nil {
		return cohort.Offer{}, err
	}
	midnight := cohort.Midnight(now, p.Location())
	for _, offer := range offers {
		if offer.Because.Kind == cohort.Together && !offer.Offered.Before(midnight) {
			return Instead(offers, offer), nil
		}
	}
	return cohort.Offer{}, nil
}

// Together puts a step before a participant that they chose with their coach. As with NewOffer, an earlier one may be asked about first. If it is
// none of the suggestions any more it returns storage.ErrNotFound.
func Together(tx *storage.Tx, p cohort.Participant, step string, now time.Time) (cohort.Offer, error) {
	m, err := momentOf(tx, p.Cohort, p.ID, now)
	if err != nil {
		return cohort.Offer{}, err
	}
	s, around, err := m.situation(tx)
	if err != nil {
		return cohort.Offer{}, err
	}
	if !slices.ContainsFunc(m.library.best(s, mostTogether), func(known cohort.Step) bool { return known.ID == step }) {
		return cohort.Offer{}, storage.ErrNotFound
	}
	offer := m.offer(storage.NewID(), step, cohort.Cause{Kind: cohort.Together}, around)
	return offer, tx.SaveOffer(offer)
}
