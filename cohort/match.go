package cohort

// MatchSessions finds, for each session of a new programme, the one of the old programme that it continues, and returns
// the old ids in the new order; an empty id means a session that is new. Sessions are the same that agree in theme and
// start; of the rest, those of the same theme; of the rest, those of the same start. So a session may be moved or renamed,
// or others put before it, and stays itself.
func MatchSessions(old, new []Session) []string {
	ids := make([]string, len(new))
	taken := map[string]bool{}
	for _, same := range []func(a, b Session) bool{
		func(a, b Session) bool { return a.Theme == b.Theme && a.Starts.Equal(b.Starts) },
		func(a, b Session) bool { return a.Theme == b.Theme },
		func(a, b Session) bool { return a.Starts.Equal(b.Starts) },
	} {
		for i, candidate := range new {
			for _, known := range old {
				if ids[i] == "" && !taken[known.ID] && same(known, candidate) {
					ids[i], taken[known.ID] = known.ID, true
				}
			}
		}
	}
	return ids
}
