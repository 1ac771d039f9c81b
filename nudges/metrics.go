package nudges

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"ippo/chat"
	"ippo/storage"
)

// metrics are what is measured of delivery. No label names a person, a channel, or anything that somebody wrote.
type metrics struct {
	sent   *prometheus.CounterVec
	ended  *prometheus.CounterVec
	late   *prometheus.HistogramVec
	faults *prometheus.CounterVec

	budget atomic.Uint64 // bits of a float64
	cut    atomic.Bool
}

// lateness are the bounds of how late a message was, in seconds: up to a day.
var lateness = []float64{1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 24 * 3600}

// Measured has what an engine does measured in a registry. It is the engine that is told what ends in its database.
func Measured(registry prometheus.Registerer) Option {
	return func(e *Engine) {
		e.metrics = newMetrics(registry)
		e.db.OnEnded(e.metrics.count)
		auto := promauto.With(registry)
		auto.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "ippo_leads", Help: "1 if this replica is the one that delivers.",
		}, func() float64 { return number(e.db.Leading()) })
		auto.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "ippo_budget_per_minute", Help: "Messages a minute that the workspace is taken to bear; 0 on a replica that does not deliver.",
		}, func() float64 { return math.Float64frombits(e.metrics.budget.Load()) * number(e.db.Leading()) })
		if registry != nil {
			registry.MustRegister(outbox{e})
		}
	}
}

func newMetrics(registry prometheus.Registerer) *metrics {
	auto := promauto.With(registry)
	m := &metrics{
		sent: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "ippo_deliveries_sent_total", Help: "Deliveries that were sent, by kind.",
		}, []string{"kind"}),
		ended: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "ippo_deliveries_ended_total", Help: "Deliveries that ended unsent, by kind and state (cancelled: no longer of use; failed: cannot be sent).",
		}, []string{"kind", "state"}),
		late: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ippo_delivery_late_seconds", Help: "From when a delivery was due to its receipt, by kind. Quiet hours count.", Buckets: lateness,
		}, []string{"kind"}),
		faults: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "ippo_platform_faults_total", Help: "Calls of delivery that failed, by what that concerns (temporary; unreachable: one recipient; refused: one message; cut_off: everything).",
		}, []string{"fault"}),
	}
	for _, fault := range []chat.Fault{chat.Temporary, chat.Unreachable, chat.Refused, chat.Cut} {
		m.faults.WithLabelValues(label(fault)) // so that the first one is an increase
	}
	return m
}

// CutOff reports whether the last that was heard of the platform is that nothing can be sent at all.
func (e *Engine) CutOff() bool { return e.metrics.cut.Load() }

// count takes account of deliveries that came to their ends.
func (m *metrics) count(ended []storage.Ended) {
	for _, d := range ended {
		kind := ShownKind(d.Kind)
		if d.State != storage.Sent {
			m.ended.WithLabelValues(kind, string(d.State)).Inc()
			continue
		}
		m.sent.WithLabelValues(kind).Inc()
		m.late.WithLabelValues(kind).Observe(max(d.Sent.Sub(d.Due).Seconds(), 0))
	}
}

// paced takes account of the budget of a pace.
func (m *metrics) paced(p *pace) { m.budget.Store(math.Float64bits(p.budget)) }

// called takes account of what came of a call.
func (m *metrics) called(err error) error {
	var fault *chat.Error
	switch {
	case errors.As(err, &fault):
		m.faults.WithLabelValues(label(fault.Fault)).Inc()
		if fault.Fault != chat.Temporary {
			m.cut.Store(fault.Fault == chat.Cut)
		}
	case err == nil, errors.Is(err, chat.ErrNotFound):
		m.cut.Store(false)
	}
	return err
}

func label(f chat.Fault) string { return strings.ReplaceAll(f.String(), " ", "_") }

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// watched is a platform of which every call is measured.
type watched struct {
	chat.Platform
	*metrics
}

func (w watched) Post(ctx context.Context, to string, m chat.Message, delivery string) (chat.Receipt, error) {
	receipt, err := w.Platform.Post(ctx, to, m, delivery)
	return receipt, w.called(err)
}

func (w watched) Edit(ctx context.Context, at chat.Receipt, m chat.Message) error {
	return w.called(w.Platform.Edit(ctx, at, m))
}

func (w watched) Delete(ctx context.Context, at chat.Receipt) error {
	return w.called(w.Platform.Delete(ctx, at))
}

func (w watched) Find(ctx context.Context, to, delivery string, since time.Time) (chat.Receipt, error) {
	receipt, err := w.Platform.Find(ctx, to, delivery, since)
	return receipt, w.called(err)
}

func (w watched) Room(ctx context.Context, name string, members []string) (string, error) {
	room, err := w.Platform.Room(ctx, name, members)
	return room, w.called(err)
}

func (w watched) Admit(ctx context.Context, room, person string) error {
	return w.called(w.Platform.Admit(ctx, room, person))
}

func (w watched) Dismiss(ctx context.Context, room, person string) error {
	return w.called(w.Platform.Dismiss(ctx, room, person))
}

// outbox measures what is due, by asking the database.
type outbox struct{ *Engine }

var (
	dueNow = prometheus.NewDesc("ippo_deliveries_due",
		"Deliveries that wait and may be sent now, by urgency. All replicas of a database tell the same.", []string{"urgency"}, nil)
	inDoubt = prometheus.NewDesc("ippo_deliveries_in_doubt",
		"Deliveries that are being sent, or whose answer never came. All replicas of a database tell the same.", nil, nil)
)

// scrapeWithin is how long the database may take to answer.
const scrapeWithin = 2 * time.Second

// Describe tells what Collect measures.
func (o outbox) Describe(into chan<- *prometheus.Desc) { into <- dueNow; into <- inDoubt }

// Collect measures. If the database does not answer, there is no measure of it.
func (o outbox) Collect(into chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	var pending storage.Pending
	err := o.db.Read(ctx, func(tx *storage.Tx) (err error) {
		pending, err = tx.Pending(o.clock.Now())
		return err
	})
	if err != nil {
		into <- prometheus.NewInvalidMetric(dueNow, errors.New("the database does not answer"))
		return
	}
	for urgency, name := range []string{storage.Urgent: "urgent", storage.Ordinary: "ordinary", storage.Bulk: "bulk"} {
		into <- prometheus.MustNewConstMetric(dueNow, prometheus.GaugeValue, float64(pending.Due[urgency]), name)
	}
	into <- prometheus.MustNewConstMetric(inDoubt, prometheus.GaugeValue, float64(pending.InDoubt))
}
