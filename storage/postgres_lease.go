package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// hold is a lease on PostgreSQL: a session that has the lock of who leads, and runs the transactions of who leads. So the
// end of the session is the end of both, whoever notices it first.
type hold struct {
	*postgres
	lease *Lease
	conn  *sql.Conn
	turn  chan struct{} // held by whoever uses the connection
}

const (
	pulse        = 3 * time.Second  // how often the session is asked whether it lives
	longestPulse = 5 * time.Second  // how long it may take to answer
	longestWrite = 20 * time.Second // how long a transaction of who leads may take, waiting included

	// The server ends the session of a leader that froze, so that another can lead.
	longestSilence = `SET idle_session_timeout = '15s'`
)

func (p *postgres) tryLead(ctx context.Context) (*Lease, error) {
	conn, err := p.writer.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("lead: %w", err)
	}
	led := false
	err = conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, p.leadLock).Scan(&led)
	if err == nil && !led {
		conn.Close()
		return nil, ErrReserved
	}
	if err == nil {
		_, err = conn.ExecContext(ctx, longestSilence)
	}
	if err != nil {
		discard(conn) // it may have the lock
		return nil, fmt.Errorf("lead: %w", err)
	}
	h := &hold{postgres: p, conn: conn, turn: make(chan struct{}, 1)}
	h.lease = &Lease{within: h.within, free: h.free, ended: make(chan struct{})}
	go h.watch()
	return h.lease, nil
}

// within runs a transaction on the session that has the lock. The context cancels it statement by statement; the transaction
// itself does not hear of it, because database/sql would end the session.
func (h *hold) within(ctx context.Context, do func(*Tx) error) error {
	whole, stop := context.WithTimeout(context.WithoutCancel(ctx), longestWrite+longestPulse)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, longestWrite)
	defer cancel()
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-h.lease.ended:
		return ErrLost
	case <-ctx.Done():
		return ctx.Err()
	}
	if h.lease.over() {
		return ErrLost
	}
	err := within(ctx, h, func(ctx context.Context) (*sql.Tx, error) {
		tx, err := h.conn.BeginTx(whole, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
		if err != nil {
			return nil, err
		}
		return h.inTurn(ctx, tx)
	}, do)
	if err != nil && h.broken() {
		h.lease.end()
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	return err
}

// watch asks the session again and again whether it lives, until the lease ends.
func (h *hold) watch() {
	ticks := time.NewTicker(pulse)
	defer ticks.Stop()
	defer h.lease.Release()
	for {
		select {
		case <-h.lease.ended:
			return
		case <-ticks.C:
		}
		select {
		case h.turn <- struct{}{}:
		default: // a transaction is under way, and will see
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), longestPulse)
		if err := h.conn.PingContext(ctx); err != nil || h.broken() {
			h.lease.end()
		}
		cancel()
		<-h.turn
	}
}

// broken reports whether the session has ended.
func (h *hold) broken() bool {
	ended := true
	err := h.conn.Raw(func(conn any) error {
		ended = conn.(*stdlib.Conn).Conn().IsClosed()
		return nil
	})
	return err != nil || ended
}

// free gives the lock back, and ends the session: also if the lock cannot be given back, it goes with it.
func (h *hold) free() error {
	h.turn <- struct{}{}
	defer func() { <-h.turn }()
	ctx, cancel := context.WithTimeout(context.Background(), longestPulse)
	defer cancel()
	h.conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, h.leadLock)
	discard(h.conn)
	return nil
}

// discard ends a session instead of giving it back to its pool.
func discard(conn *sql.Conn) {
	conn.Raw(func(any) error { return driver.ErrBadConn })
	conn.Close()
}
