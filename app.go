package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/prometheus/client_golang/prometheus"

	"ippo/bot/slack"
	"ippo/chat"
	"ippo/coach"
	"ippo/config"
	"ippo/handlers"
	"ippo/nudges"
	"ippo/storage"
)

// app is Ippo, wired and ready to run.
type app struct {
	db      *storage.DB
	bot     *slack.Bot
	engine  *nudges.Engine
	handler *handlers.Handler
	clock   clockwork.Clock
	log     *slog.Logger

	registry *prometheus.Registry
	refused  atomic.Bool // Slack refused the tokens the last time
}

// newApp wires the rooms together around a database, which is the app's to close. Nothing runs yet.
func newApp(db *storage.DB, settings config.Settings, clock clockwork.Clock, log *slog.Logger, change ...func(*slack.Options)) *app {
	registry := newRegistry()
	options := slack.Options{
		BotToken: settings.BotToken, AppToken: settings.AppToken, APIURL: settings.APIURL, Log: log, Clock: clock, Registry: registry,
	}
	for _, f := range change {
		f(&options)
	}
	bot := slack.New(options)
	engine := nudges.New(db, bot, clock, log, nudges.Measured(registry), nudges.Naming(bot))
	a := &app{
		db: db, bot: bot, engine: engine, clock: clock, log: log, registry: registry,
		handler: handlers.New(db, clock, log, settings.Admins, engine.Wake, handlers.Coached(newCoach(settings, clock, log, registry)),
			handlers.Calendars(settings.CalendarURL),
			handlers.Files(bot, bot)),
	}
	a.measure()
	return a
}

// newCoach is the coach that the settings name; without any it is the offline one.
func newCoach(settings config.Settings, clock clockwork.Clock, log *slog.Logger, registry prometheus.Registerer) *coach.Coach {
	return coach.New(coach.Options{
		Key: settings.CoachKey, BaseURL: settings.CoachURL, Model: settings.CoachModel, Clock: clock, Log: log, Count: coachCount(registry),
	})
}

// run answers and delivers until the context ends, and then finishes what is in hand. It returns an error only if Slack
// refuses the tokens from the start. Tokens that are revoked later are waited for: what is to be sent is kept meanwhile.
func (a *app) run(ctx context.Context) error {
	if err := a.greet(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	delivered := make(chan struct{})
	go func() {
		defer close(delivered)
		a.engine.Run(ctx)
	}()
	err := a.answer(ctx)
	stop()
	<-delivered
	return err
}

// answer answers until the context ends. While Slack refuses the tokens that it took before, it asks again, less and less often.
func (a *app) answer(ctx context.Context) error {
	for pause := time.Minute; ; pause = min(2*pause, longestRefusal) {
		began := a.clock.Now()
		a.refused.Store(false)
		err := a.bot.Run(ctx, a.handler.Handle)
		a.refused.Store(isCut(err))
		if !isCut(err) || !a.bot.EverConnected() {
			return err
		}
		if a.clock.Since(began) > longestRefusal { // it went well for a while
			pause = time.Minute
		}
		a.log.Error("slack refuses the tokens: run ippo doctor", "again", a.clock.Now().Add(pause), "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-a.clock.After(pause):
		}
	}
}

// longestRefusal is the longest pause between two attempts to connect with tokens that are refused.
const longestRefusal = 15 * time.Minute

func isCut(err error) bool {
	var fault *chat.Error
	return errors.As(err, &fault) && fault.Fault == chat.Cut
}

// greet asks Slack who Ippo is, and waits while Slack cannot be reached.
func (a *app) greet(ctx context.Context) error {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		err := a.bot.Check(ctx)
		var fault *chat.Error
		if err == nil || ctx.Err() != nil || (errors.As(err, &fault) && fault.Fault != chat.Temporary) {
			return err
		}
		a.log.Warn("slack cannot be reached; trying again", "in", pause, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(max(pause, fault.RetryAfter)):
		}
	}
}

func (a *app) close() error { return a.db.Close() }
