package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ofPeople are the tables with what people wrote, did and received, the column with whose it is, and the columns that are sealed. What a
// person is given as theirs (Everything) is all of it.
var ofPeople = []struct {
	name, person string
	sealed       []string
}{
	{"people", "id", nil},
	{"participants", "person_id", nil},
	{"applications", "person_id", nil},
	{"alumni", "person_id", nil},
	{"reflections", "person_id", []string{"sealed", "before"}},
	{"stories", "person_id", []string{"sealed"}},
	{"offers", "person_id", []string{"plan"}},
	{"aims", "person_id", []string{"sealed"}},
	{"turns", "person_id", []string{"sealed"}},
	{"sheets", "person_id", []string{"sealed"}},
	{"attendance", "person_id", nil},
	{"questions", "person_id", []string{"sealed"}},
	{"feedback", "person_id", []string{"sealed"}},
	{"wishes", "person_id", nil},
	{"refusals", "person_id", nil},
	{"circle_members", "person_id", nil},
	{"circles", "opener", nil},
	{"circle_votes", "person_id", nil},
	{"meetings", "host", nil},
	{"meeting_votes", "person_id", nil},
	{"cheers", "person_id", nil},
	{"announcements", "author", nil},
	{"answers", "person_id", nil},
	{"enquiries", "person_id", []string{"sealed"}},
	{"deliveries", "recipient", nil},
}

// sealedTables are those of ofPeople in which something is sealed.
var sealedTables = func() map[string]bool {
	all := map[string]bool{}
	for _, t := range ofPeople {
		all[t.name] = len(t.sealed) > 0
	}
	return all
}()

// inner are columns that are of no use outside the database: places in it, and how far a delivery has come.
var inner = map[string]bool{
	"person_id": true, "key_id": true, "life": true, "next_nudge": true, "next_diary": true, "named": true,
	"occasion": true, "recipient": true, "urgency": true, "next_try": true, "attempts": true, "tried": true, "blind": true, "cause": true,
	"alone": true, "carrier": true, "channel": true, "message": true, "wanted": true, "shown": true, "author": true, "opener": true,
	"host": true, "times": true, "next_act": true, "sequence": true, "tries": true, "tries_since": true,
}

// Row is one row of what there is of a person, by column; what is empty is left out, and what was sealed stands open.
type Row map[string]any

// Everything is all that there is of a person, by table. It is ErrUnreadable if something cannot be opened.
func (tx *Tx) Everything(person string) (map[string][]Row, error) {
	all := map[string][]Row{}
	for _, t := range ofPeople {
		columns, err := tx.columns(table{name: t.name})
		if err != nil {
			return nil, err
		}
		rows, err := many(tx, func(r row) (Row, error) { return scanRow(r, columns) },
			fmt.Sprintf(`SELECT %s FROM %s WHERE %s = $1 ORDER BY %s`, strings.Join(columns, ", "), t.name, t.person, keyOfTable(t.name)), person)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if err := tx.openRow(person, t.name, t.sealed, row); err != nil {
				return nil, err
			}
		}
		if len(rows) > 0 {
			all[t.name] = rows
		}
	}
	return all, nil
}

func keyOfTable(name string) string {
	for _, t := range tables {
		if t.name == name {
			return t.key
		}
	}
	return "1"
}

// earliestInstant tells numbers that are instants from others.
var earliestInstant = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

func scanRow(r row, columns []string) (Row, error) {
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	if err := r.Scan(places...); err != nil {
		return nil, err
	}
	row := Row{}
	for i, column := range columns {
		switch v := values[i].(type) {
		case int64:
			if v >= earliestInstant {
				row[column] = instant(v)
			} else if v != 0 {
				row[column] = v
			}
		case string:
			switch list := strings.HasPrefix(v, "[") && json.Valid([]byte(v)); {
			case v == "" || v == "[]":
			case list:
				row[column] = json.RawMessage(v)
			default:
				row[column] = v
			}
		}
	}
	return row, nil
}

// openRow opens what is sealed in a row, and leaves out what is of no use.
func (tx *Tx) openRow(person, table string, sealed []string, row Row) error {
	for _, column := range sealed {
		text, _ := row[column].(string)
		if text == "" {
			continue
		}
		var open any
		if _, err := tx.unsealColumn(person, table, fmt.Sprint(row["id"]), column, text, &open); err != nil {
			return err
		}
		delete(row, column)
		if column == "sealed" {
			column = "words"
		}
		row[column] = open
	}
	for column := range row {
		if inner[column] {
			delete(row, column)
		}
	}
	return nil
}

// unsealColumn opens what is sealed in a column of a row, about the row or about the column in it, and returns about which.
func (tx *Tx) unsealColumn(person, table, id, column, sealed string, into any) (about string, err error) {
	about = table + "/" + id
	err = tx.unseal(person, about, sealed, into)
	if errors.Is(err, ErrUnreadable) {
		about += "/" + column
		err = tx.unseal(person, about, sealed, into)
	}
	return about, err
}
