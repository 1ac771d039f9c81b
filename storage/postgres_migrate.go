package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migratePostgres brings the schema up to date. Replicas may start together: one does it while the others wait.
func migratePostgres(ctx context.Context, pool *sql.DB, number int64) (err error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(number), lock.WithLockTimeout(1, 300))
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// Already the question for the version makes a table, so the lock is taken here and not by goose's provider.
	if err := locker.SessionLock(ctx, conn); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, locker.SessionUnlock(context.WithoutCancel(ctx), conn)) }()
	if err := migrate(ctx, goose.DialectPostgres, pool); err != nil {
		return err
	}
	return collate(ctx, pool)
}

// upToDate refuses a schema that is not this program's, and changes nothing.
func upToDate(ctx context.Context, pool *sql.DB) error {
	provider, err := schema(goose.DialectPostgres, pool)
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	latest, current := sources[len(sources)-1].Version, int64(0)
	if err := pool.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version`).Scan(&current); err != nil {
		return err
	}
	if current != latest {
		return fmt.Errorf("its schema is %d, this program's %d: use the program that serves from it", current, latest)
	}
	return nil
}

// collate has all text of Ippo's tables compared byte by byte, as SQLite does, whatever the database's language is: both
// engines list in one order, and no index depends on the server's libraries.
func collate(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	statements, err := many(&Tx{ctx: ctx, tx: tx, engine: &postgres{}}, value[string], `
		SELECT format('ALTER TABLE %I ALTER COLUMN %I TYPE TEXT COLLATE "C"', c.relname, a.attname)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname = ANY ($1)
			AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'text'::regtype
			AND a.attcollation <> '"C"'::regcollation
		ORDER BY c.relname, a.attnum`, tableNames())
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}
