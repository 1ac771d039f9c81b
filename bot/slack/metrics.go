package slack

import (
	"regexp"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"ippo/chat"
)

// metrics are what is measured of the connection. No label names a person, a channel, or anything that somebody wrote.
type metrics struct {
	refusals *prometheus.CounterVec
	acks     *prometheus.HistogramVec
}

// ackTimes are the bounds of how long an acknowledgement took, in seconds: up to the three that Slack gives.
var ackTimes = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 3}

func newMetrics(registry prometheus.Registerer, connected func() bool) *metrics {
	auto := promauto.With(registry)
	auto.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ippo_sockets", Help: "Connections over which Slack's events come.",
	}, func() float64 {
		if connected() {
			return 1
		}
		return 0
	})
	m := &metrics{
		refusals: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "ippo_platform_refusals_total", Help: "Calls that Slack refused because there were too many (429), by method.",
		}, []string{"call"}),
		acks: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ippo_ack_seconds", Help: "From an envelope's coming to its acknowledgement, by what was done.", Buckets: ackTimes,
		}, []string{"kind"}),
	}
	m.refusals.WithLabelValues("chat.postMessage") // so that the first one is an increase
	return m
}

// method is what a method of the Web API is called. What else is called are addresses that Slack gives for an answer, and these are
// secrets.
var method = regexp.MustCompile(`^[a-z]+(\.[A-Za-z]+)+$`)

func (m *metrics) refused(call string) {
	if !method.MatchString(call) {
		call = "response_url"
	}
	m.refusals.WithLabelValues(call).Inc()
}

func (m *metrics) acknowledged(kind chat.Kind, took time.Duration) {
	m.acks.WithLabelValues(string(kind)).Observe(took.Seconds())
}
