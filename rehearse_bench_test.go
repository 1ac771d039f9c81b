package main

import (
	"testing"

	"ippo/config"
	"ippo/rehearsal"
)

// BenchmarkRehearse plays the year of 500 people.
func BenchmarkRehearse(b *testing.B) {
	file, err := config.ParseCohort("cohort.yaml", largeCohort(500), "", nil)
	if err != nil {
		b.Fatal(err)
	}
	messages := 0
	for b.Loop() {
		year, err := rehearse(b.Context(), file, rehearsal.Options{From: file.Sessions[0].Starts.AddDate(0, 0, -9)})
		if err != nil {
			b.Fatal(err)
		}
		messages = len(year.Messages)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/year")
	b.ReportMetric(float64(messages), "messages")
}
