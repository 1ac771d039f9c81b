package storage

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// NewID makes an id that sorts by the time of its making (UUIDv7).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// IsID reports whether a text is one that NewID could have made.
func IsID(text string) bool {
	id, err := uuid.Parse(text)
	return err == nil && id.String() == text
}

// exec runs a statement and returns how many rows it touched. Placeholders are numbered: $1, $2.
func (tx *Tx) exec(statement string, values ...any) (int, error) {
	result, err := tx.tx.ExecContext(tx.ctx, tx.engine.rewrite(statement), holdable(values)...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", title(statement), err)
	}
	rows, err := result.RowsAffected()
	return int(rows), err
}

// row is what a scan function reads one record from.
type row interface{ Scan(...any) error }

// Optional turns what is not there into the zero value.
func Optional[T any](item T, err error) (T, error) {
	if errors.Is(err, ErrNotFound) {
		var none T
		return none, nil
	}
	return item, err
}

// many reads all records of a query.
func many[T any](tx *Tx, scan func(row) (T, error), query string, values ...any) ([]T, error) {
	rows, err := tx.tx.QueryContext(tx.ctx, tx.engine.rewrite(query), holdable(values)...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", title(query), err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", title(query), err)
		}
		all = append(all, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", title(query), err)
	}
	return all, nil
}

// opened opens what is sealed in records as they were scanned.
func opened[T any](all []T, err error, open func(*T) error) ([]T, error) {
	for i := range all {
		if err == nil {
			err = open(&all[i])
		}
	}
	if err != nil {
		return nil, err
	}
	return all, nil
}

// one reads a single record, or returns ErrNotFound.
func one[T any](tx *Tx, scan func(row) (T, error), query string, values ...any) (T, error) {
	item, err := scan(tx.tx.QueryRowContext(tx.ctx, tx.engine.rewrite(query), holdable(values)...))
	if errors.Is(err, sql.ErrNoRows) {
		return item, ErrNotFound
	}
	if err != nil {
		return item, fmt.Errorf("%s: %w", title(query), err)
	}
	return item, nil
}

// value scans a record of one column.
func value[T any](r row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// holdable puts what is kept into a form that both engines hold alike: PostgreSQL's text has no U+0000 and nothing that is
// not UTF-8, so U+FFFD stands in their place, on SQLite too.
func holdable(values []any) []any {
	for i, v := range values {
		if text, ok := v.(string); ok {
			values[i] = holdableText(text)
		}
	}
	return values
}

func holdableText(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "\ufffd")
}

// title names a statement in an error by its first words, never by its values.
func title(statement string) string {
	words := strings.Fields(statement)
	return strings.Join(words[:min(len(words), 6)], " ")
}

// changed returns ErrNotFound if a statement touched no row.
func changed(rows int, err error) error {
	if err == nil && rows == 0 {
		return ErrNotFound
	}
	return err
}

// grouped reads pairs, and gathers the second of each by the first, in the order in which they come.
func (tx *Tx) grouped(query string, values ...any) (map[string][]string, error) {
	pairs, err := many(tx, func(r row) (pair [2]string, err error) {
		return pair, r.Scan(&pair[0], &pair[1])
	}, query, values...)
	all := map[string][]string{}
	for _, pair := range pairs {
		all[pair[0]] = append(all[pair[0]], pair[1])
	}
	return all, err
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// millisFrom is the first millisecond that is not before a time: what waits until then is not found a moment too early.
func millisFrom(t time.Time) int64 {
	ms := millis(t)
	if instant(ms).Before(t) {
		ms++
	}
	return ms
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// askedAtOnce is how many people one statement asks about.
const askedAtOnce = 500

// among writes values as a statement has them in a list of its own, numbered from the first on.
func among(values []string) (marks string, numbered []any) {
	all := make([]string, len(values))
	for i, value := range values {
		all[i], numbered = fmt.Sprintf("$%d", i+1), append(numbered, value)
	}
	return strings.Join(all, ", "), numbered
}

// list writes a slice as JSON; unlist reads it. Both are for columns that nothing is searched by.
func list[T any](items []T) string {
	if items == nil {
		items = []T{}
	}
	return encoded(items)
}

// encoded writes what is kept as JSON.
func encoded(item any) string {
	text, err := json.Marshal(item)
	if err != nil {
		panic(err) // strings, numbers and plain structs always marshal
	}
	return string(text)
}

func unlist[T any](text string) ([]T, error) {
	var items []T
	if err := json.Unmarshal([]byte(text), &items); err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, nil
	}
	return items, nil
}
