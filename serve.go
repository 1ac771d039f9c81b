package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/config"
	"ippo/storage"
)

// runServe connects to Slack and serves until it is told to stop.
func runServe(c *cli, args []string) error {
	if _, err := c.flags("serve", args, 0, 0, nil); err != nil {
		return err
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	if err := settings.CheckSlack(); err != nil {
		return err
	}
	db, err := storage.OpenToServe(c.ctx, settings.Database)
	if errors.Is(err, storage.ErrReserved) {
		c.tell("cli.already_serving", "Path", storage.Name(settings.Database))
		return errTold
	}
	if err != nil {
		return err
	}
	if err := unlock(c.ctx, db, settings); err != nil {
		return errors.Join(err, db.Close())
	}
	a := newApp(db, settings, clockwork.NewRealClock(), c.log(settings.Log))
	defer a.close()
	stopBackups, err := startBackups(db, settings, clockwork.NewRealClock(), a.log)
	if err != nil {
		c.tell("cli.backups_folder", "Folder", settings.Backups, "Cause", err)
		return errTold
	}
	defer stopBackups()
	if settings.HTTP != "" {
		stop, err := a.serveHealth(settings.HTTP, settings.Database)
		if err != nil {
			return err
		}
		defer stop()
	}
	if settings.Calendar != "" {
		stop, err := a.serveCalendars(settings.Calendar)
		if err != nil {
			return err
		}
		defer stop()
	}
	err = a.run(c.ctx)
	var fault *chat.Error
	if errors.As(err, &fault) && c.ctx.Err() == nil {
		c.tell("cli.slack_refuses", "Cause", fault.Err)
		return errTold
	}
	if c.ctx.Err() != nil { // told to stop
		return nil
	}
	return err
}

// serveHealth answers /healthz (the database answers, and its file is in its place), /readyz (and Slack is connected and takes what
// is sent) and /metrics until stop is called.
func (a *app) serveHealth(address, database string) (stop func(), err error) {
	inPlace, err := watchFile(database)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: a.monitors(inPlace), ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(listener)
	return func() { server.Close() }, nil
}

// What /healthz and /readyz say: one word, and nothing that is not for everybody.
const (
	well         = "ok"
	noFile       = "file"         // the database's file was taken away, or another stands in its place
	noDatabase   = "database"     // it does not answer
	cutOff       = "refused"      // Slack refuses everything
	disconnected = "disconnected" // Slack's events do not come
)

// monitors answers those who watch over Ippo.
func (a *app) monitors(inPlace func() bool) http.Handler {
	mux := http.NewServeMux()
	answer := func(path string, examine func(context.Context) string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			word := examine(r.Context())
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			if word != well {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			fmt.Fprintln(w, word)
		})
	}
	healthy := func(ctx context.Context) string {
		switch {
		case !inPlace():
			return noFile
		case a.ask(ctx) != nil:
			return noDatabase
		}
		return well
	}
	answer("/healthz", healthy)
	answer("/readyz", func(ctx context.Context) string {
		word := healthy(ctx)
		switch {
		case word != well:
			return word
		case a.cutOff():
			return cutOff
		case !a.bot.Connected():
			return disconnected
		}
		return well
	})
	mux.Handle("GET /metrics", a.metrics())
	return mux
}

// watchFile returns what tells whether a database's file is still the one that was opened: an open file answers also when it
// was taken away, or another was put in its place. A database in PostgreSQL has no file to be lost.
func watchFile(database string) (inPlace func() bool, err error) {
	path, file := storage.File(database)
	if !file {
		return func() bool { return true }, nil
	}
	opened, err := os.Stat(path)
	return func() bool {
		now, err := os.Stat(path)
		return err == nil && os.SameFile(opened, now)
	}, err
}

// ask asks the database for something.
func (a *app) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return a.db.Read(ctx, func(tx *storage.Tx) error {
		_, err := tx.EarliestNudge()
		return err
	})
}
