package main

import (
	"net/http"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"ippo/coach"
)

// newRegistry is a registry of what is measured, with what there is to say of the program itself.
func newRegistry() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	promauto.With(registry).NewGaugeVec(prometheus.GaugeOpts{
		Name: "ippo_build_info", Help: "1; its labels are the version of Ippo, the revision it was built from, and the version of Go.",
	}, []string{"version", "revision", "goversion"}).WithLabelValues(release, revision(), runtime.Version()).Set(1)
	return registry
}

// measure has the registry tell whether nothing can be sent at all.
func (a *app) measure() {
	promauto.With(a.registry).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ippo_cut_off", Help: "1 if Slack refuses everything that this replica sends, such as after its token was revoked.",
	}, func() float64 {
		if a.cutOff() {
			return 1
		}
		return 0
	})
}

// coachCount counts what came of the questions to a model, by nothing but their kind.
func coachCount(registry prometheus.Registerer) func(job, outcome string) {
	total := promauto.With(registry).NewCounterVec(prometheus.CounterOpts{
		Name: "ippo_coach_total", Help: "Questions to the language model, by job and outcome (answered; failed: the server; refused: its answer, or by it; resting: it failed lately; withdrawn: nobody waits any more).",
	}, []string{"job", "outcome"})
	for _, job := range coach.Jobs {
		for _, outcome := range coach.Outcomes {
			total.WithLabelValues(job, outcome) // so that the first one is an increase
		}
	}
	return func(job, outcome string) { total.WithLabelValues(job, outcome).Inc() }
}

// cutOff reports whether Slack refuses the tokens, or everything that is sent.
func (a *app) cutOff() bool { return a.engine.CutOff() || a.refused.Load() && !a.bot.Connected() }

// metrics answers with what was measured. What cannot be measured now is left out; the rest is told.
func (a *app) metrics() http.Handler {
	return promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, ErrorLog: scrapeLog{a}, MaxRequestsInFlight: 4,
	})
}

// scrapeLog logs what could not be measured.
type scrapeLog struct{ *app }

// Println logs an error of a scrape.
func (l scrapeLog) Println(values ...any) {
	for _, value := range values {
		if err, failed := value.(error); failed {
			l.log.Warn("not everything could be measured", "error", err)
			return
		}
	}
}
