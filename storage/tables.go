package storage

// table is one that holds data, with the columns of its primary key.
type table struct {
	name, key string
	large     bool // its rows are so large that only one goes at a time
}

// tables lists all of them, such that each comes after those that it refers to. A migration that adds a table adds it here;
// a test sees to that.
var tables = []table{
	{name: "cohorts", key: "id"},
	{name: "sessions", key: "id"},
	{name: "steps", key: "cohort_id, id"},
	{name: "people", key: "id"},
	{name: "keys", key: "id"},
	{name: "locks", key: "id"},
	{name: "participants", key: "cohort_id, person_id"},
	{name: "applications", key: "cohort_id, person_id"},
	{name: "alumni", key: "cohort_id, person_id"},
	{name: "attendance", key: "session_id, person_id"},
	{name: "questions", key: "id"},
	{name: "feedback", key: "id"},
	{name: "summaries", key: "session_id"},
	{name: "offers", key: "id"},
	{name: "stories", key: "id"},
	{name: "cheers", key: "offer_id, person_id"},
	{name: "reflections", key: "id"},
	{name: "aims", key: "id"},
	{name: "turns", key: "id"},
	{name: "sheets", key: "id"},
	{name: "wishes", key: "cohort_id, person_id"},
	{name: "circles", key: "id"},
	{name: "circle_members", key: "circle_id, person_id"},
	{name: "meetings", key: "id"},
	{name: "meeting_votes", key: "meeting_id, person_id, starts"},
	{name: "arrangements", key: "cohort_id, organizer"},
	{name: "refusals", key: "person_id, other_id"},
	{name: "circle_votes", key: "circle_id, person_id, matter"},
	{name: "announcements", key: "id"},
	{name: "attachments", key: "announcement_id", large: true},
	{name: "answers", key: "announcement_id, person_id"},
	{name: "enquiries", key: "id"},
	{name: "figures", key: "cohort_id, month, name"},
	{name: "looks", key: "id"},
	{name: "audit", key: "number"},
	{name: "imports", key: "id"},
	{name: "occasions", key: "id"},
	{name: "deliveries", key: "id"},
	{name: "unreachable", key: "recipient"},
	{name: "seen", key: "id"},
}

func tableNames() []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	return names
}
