package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgres is a database in PostgreSQL.
type postgres struct {
	writer    *sql.DB // whoever waits for the turn to write holds one of its connections; so does the lease
	reader    *sql.DB
	writeLock int64
	leadLock  int64
}

const (
	writers = 4
	readers = 8

	oldestPostgres = 14 // idle_session_timeout
)

// sessions is what each session is told. A replica that hangs within a transaction is cut off before those that wait for it
// give up; the server notices within 15 seconds that a client has vanished.
var sessions = map[string]string{
	"synchronous_commit":                  "on",
	"idle_in_transaction_session_timeout": "10s",
	"lock_timeout":                        "15s",
	"tcp_keepalives_idle":                 "5",
	"tcp_keepalives_interval":             "3",
	"tcp_keepalives_count":                "3",
	"tcp_user_timeout":                    "14000",
}

// openPostgres opens the database at an address.
func openPostgres(ctx context.Context, address string, how opening) (*postgres, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address cannot be read: write postgres://USER:PASSWORD@HOST:5432/DATABASE") // err may quote it
	}
	for name, value := range sessions {
		config.RuntimeParams[name] = value
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "ippo"
	}
	if config.ConnectTimeout == 0 || config.ConnectTimeout > 5*time.Second {
		config.ConnectTimeout = 5 * time.Second
	}
	if config.ValidateConnect == nil { // of several hosts, the one that can be written
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	config.DialFunc = dial
	// A context that ends cancels its statement and leaves the connection, and with it a lease, as it was.
	config.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: 2 * time.Second}
	}
	p := &postgres{writer: postgresPool(config, writers+1), reader: postgresPool(config, max(readers, runtime.GOMAXPROCS(0)))}
	if err := p.prepare(ctx, how); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func postgresPool(config *pgx.ConnConfig, connections int) *sql.DB {
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool
}

// prepare checks the server and brings the schema up to date.
func (p *postgres) prepare(ctx context.Context, how opening) error {
	var version int
	var encoding string
	var schema sql.NullString
	err := p.writer.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
		current_schema()`).Scan(&version, &encoding, &schema)
	switch {
	case err != nil:
		return err
	case version < oldestPostgres*10000:
		return fmt.Errorf("the server is PostgreSQL %d; it takes %d or later", version/10000, oldestPostgres)
	case encoding != "UTF8":
		return fmt.Errorf("its encoding is %s: make the database with the encoding UTF8", encoding)
	case !schema.Valid:
		return errors.New("the schema of its search_path does not exist")
	}
	p.writeLock, p.leadLock = lockOf("write", schema.String), lockOf("lead", schema.String)
	if how.asIs {
		return upToDate(ctx, p.writer)
	}
	return migratePostgres(ctx, p.writer, lockOf("migrate", schema.String))
}

// lockOf is the number of an advisory lock. Each schema of a database has its own: it may hold an Ippo of its own.
func lockOf(purpose, schema string) int64 {
	hash := fnv.New64a()
	hash.Write([]byte("ippo " + purpose + " " + schema))
	return int64(hash.Sum64())
}

func (p *postgres) write(ctx context.Context) (*sql.Tx, error) {
	tx, err := p.writer.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return nil, err
	}
	return p.inTurn(ctx, tx)
}

// inTurn waits until no other transaction writes. Then what it reads stays as it is until it has written, as on SQLite.
func (p *postgres) inTurn(ctx context.Context, tx *sql.Tx) (*sql.Tx, error) {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, p.writeLock); err != nil {
		tx.Rollback()
		return nil, err
	}
	return tx, nil
}

func (p *postgres) read(ctx context.Context) (*sql.Tx, error) {
	return p.reader.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

func (p *postgres) rewrite(statement string) string { return statement }

func (p *postgres) alone() bool { return false }

// scrub leaves it to the server, which vacuums by itself.
func (p *postgres) scrub(context.Context) error { return nil }

func (p *postgres) take(tx *Tx) error {
	_, err := tx.exec(`SET LOCAL idle_in_transaction_session_timeout = 0`)
	return err
}

func (p *postgres) close() error { return errors.Join(p.reader.Close(), p.writer.Close()) }
