package storage

// table is one that holds data, with the columns of its primary key.
type table struct{ name, key string }

// tables lists all of them, such that each comes after those that it refers to. A migration that adds a table adds it here;
// a test sees to that.
var tables = []table{
	{"cohorts", "id"},
	{"sessions", "id"},
	{"steps", "cohort_id, id"},
	{"people", "id"},
	{"keys", "id"},
	{"locks", "id"},
	{"participants", "cohort_id, person_id"},
	{"applications", "cohort_id, person_id"},
	{"alumni", "cohort_id, person_id"},
	{"attendance", "session_id, person_id"},
	{"questions", "id"},
	{"feedback", "id"},
	{"summaries", "session_id"},
	{"offers", "id"},
	{"stories", "id"},
	{"cheers", "offer_id, person_id"},
	{"reflections", "id"},
	{"aims", "id"},
	{"turns", "id"},
	{"sheets", "id"},
	{"wishes", "cohort_id, person_id"},
	{"circles", "id"},
	{"circle_members", "circle_id, person_id"},
	{"meetings", "id"},
	{"meeting_votes", "meeting_id, person_id, starts"},
	{"arrangements", "cohort_id, organizer"},
	{"refusals", "person_id, other_id"},
	{"circle_votes", "circle_id, person_id, matter"},
	{"announcements", "id"},
	{"attachments", "announcement_id"},
	{"answers", "announcement_id, person_id"},
	{"enquiries", "id"},
	{"figures", "cohort_id, month, name"},
	{"looks", "id"},
	{"audit", "number"},
	{"imports", "id"},
	{"occasions", "id"},
	{"deliveries", "id"},
	{"unreachable", "recipient"},
	{"seen", "id"},
}

func tableNames() []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	return names
}
