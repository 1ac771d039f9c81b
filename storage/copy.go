package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
)

// ErrNotEmpty says that a database to be copied into holds something already.
var ErrNotEmpty = errors.New("the database is not empty")

// Sum is what a table holds: how many rows, and the SHA-256 of all their values in the order of the key, in hexadecimal. It
// is the same on both engines.
type Sum struct {
	Table string
	Rows  int
	Hash  string
}

// batch is how many rows are written by one statement. No more than that is held in memory.
const batch = 500

// Copy copies everything from one database to another, which must be empty (ErrNotEmpty), and returns what it copied. It
// takes what the source held at one moment, writes all of it or nothing, and reads it back before it is kept. Nobody should
// serve from either meanwhile: see DB.TryLead.
func Copy(ctx context.Context, from, to *DB) ([]Sum, error) { return copyTables(ctx, from, to, tables) }

func copyTables(ctx context.Context, from, to *DB, which []table) (sums []Sum, err error) {
	err = from.Read(ctx, func(source *Tx) error {
		return to.Write(ctx, func(target *Tx) error {
			if err := errors.Join(from.engine.take(source), to.engine.take(target)); err != nil {
				return err
			}
			sums, err = copyAll(source, target, which)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return sums, nil
}

func copyAll(source, target *Tx, which []table) ([]Sum, error) {
	for _, t := range tables {
		if n, err := target.count(t); err != nil || n > 0 {
			return nil, errors.Join(err, ErrNotEmpty)
		}
	}
	var sums []Sum
	for _, t := range which {
		columns, err := source.columns(t)
		if err != nil {
			return nil, err
		}
		sum, err := copyTable(source, target, t, columns)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", t.name, err)
		}
		sums = append(sums, sum)
	}
	for i, t := range which {
		columns, err := source.columns(t)
		if err != nil {
			return nil, err
		}
		arrived, err := target.sum(t, columns, func([]any) error { return nil })
		if err != nil {
			return nil, fmt.Errorf("read %s back: %w", t.name, err)
		}
		if arrived != sums[i] {
			return nil, fmt.Errorf("copy %s: %d rows arrived as %d, or other ones", t.name, sums[i].Rows, arrived.Rows)
		}
	}
	return sums, nil
}

// copyTable copies a table's rows and sums them up on the way.
func copyTable(source, target *Tx, t table, columns []string) (Sum, error) {
	var waiting []any
	batch := batch
	if t.large {
		batch = 1
	}
	full := insertion(t, columns, batch)
	sum, err := source.sum(t, columns, func(row []any) (err error) {
		if waiting = append(waiting, row...); len(waiting) == batch*len(columns) {
			_, err = target.exec(full, waiting...)
			waiting = waiting[:0]
		}
		return err
	})
	if err == nil && len(waiting) > 0 {
		_, err = target.exec(insertion(t, columns, len(waiting)/len(columns)), waiting...)
	}
	return sum, err
}

// insertion is the statement that writes a number of rows.
func insertion(t table, columns []string, rows int) string {
	var s strings.Builder
	fmt.Fprintf(&s, `INSERT INTO %s (%s) VALUES `, t.name, strings.Join(columns, ", "))
	for i := range rows * len(columns) {
		switch {
		case i == 0:
			s.WriteString("(")
		case i%len(columns) == 0:
			s.WriteString("), (")
		default:
			s.WriteString(", ")
		}
		fmt.Fprintf(&s, "$%d", i+1)
	}
	s.WriteString(")")
	return s.String()
}

// sum sums up a table's rows in the order of its key, and hands each of them on.
func (tx *Tx) sum(t table, columns []string, each func(row []any) error) (Sum, error) {
	rows, err := tx.tx.QueryContext(tx.ctx, fmt.Sprintf(`SELECT %s FROM %s ORDER BY %s`, strings.Join(columns, ", "), t.name, t.key))
	if err != nil {
		return Sum{}, err
	}
	defer rows.Close()
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	n, digest := 0, sha256.New()
	for ; rows.Next(); n++ {
		if err := rows.Scan(places...); err != nil {
			return Sum{}, err
		}
		for i, value := range holdable(values) {
			if err := digestValue(digest, value); err != nil {
				return Sum{}, fmt.Errorf("%s: %w", columns[i], err)
			}
		}
		if err := each(values); err != nil {
			return Sum{}, err
		}
	}
	return Sum{Table: t.name, Rows: n, Hash: fmt.Sprintf("%x", digest.Sum(nil))}, rows.Err()
}

// digestValue adds a value such that no two rows of different values look the same.
func digestValue(digest hash.Hash, value any) error {
	switch v := value.(type) {
	case int64:
		digest.Write(binary.BigEndian.AppendUint64([]byte{'n'}, uint64(v)))
	case string:
		digest.Write(binary.BigEndian.AppendUint64([]byte{'t'}, uint64(len(v))))
		digest.Write([]byte(v))
	default:
		return fmt.Errorf("a value of type %T is no number and no text", value)
	}
	return nil
}

func (tx *Tx) count(t table) (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM `+t.name)
}

// columns lists a table's columns by name.
func (tx *Tx) columns(t table) ([]string, error) {
	rows, err := tx.tx.QueryContext(tx.ctx, `SELECT * FROM `+t.name+` LIMIT 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	slices.Sort(columns)
	return columns, errors.Join(err, rows.Err())
}
