package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkCommandToAck writes reflections by slash command at 100 a second, and measures each from the envelope on the wire
// to its acknowledgement; what was written is on the disk by then. See docs/performance.md.
func BenchmarkCommandToAck(b *testing.B) {
	d := benchDemo(b)
	defer d.close()
	beat := time.NewTicker(time.Second / 100)
	defer beat.Stop()
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	b.ResetTimer()
	for i := range b.N {
		<-beat.C
		all.Go(func() {
			seat, began := d.workspace.As(participant(i%24+1)), time.Now()
			if err := seat.Command(b.Context(), channel, "/reflect", "今日の気づき "+strconv.Itoa(i)); err != nil {
				b.Error(err)
			}
			took[i] = time.Since(began)
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(int(share*float64(len(took))), len(took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(at(.5), "p50-ms")
	b.ReportMetric(at(.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
}

// BenchmarkYear measures a year of 24 people and 12 sessions, from the first import to the last message, over real sockets.
func BenchmarkYear(b *testing.B) {
	for b.Loop() {
		d := benchDemo(b)
		if err := d.machine.To(b.Context(), demoBegins.AddDate(1, 0, 0)); err != nil {
			b.Fatal(err)
		}
		d.close()
	}
}

// BenchmarkServe starts "ippo serve" with many participants, as a program of its own, and lets it stand idle.
func BenchmarkServe(b *testing.B) {
	for _, people := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) { benchServe(b, people) })
	}
}

func benchServe(b *testing.B, people int) {
	program := filepath.Join(b.TempDir(), "ippo")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	d, environment := bareWorkspace(b)
	environment = append(environment, "IPPO_LOG=warn")
	cohort := filepath.Join(b.TempDir(), "cohort.yaml")
	if err := os.WriteFile(cohort, largeCohort(people), 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(args ...string) *exec.Cmd {
		c := exec.Command(program, args...)
		c.Env, c.Stderr = append(os.Environ(), environment...), os.Stderr
		return c
	}
	if err := run("import", cohort).Run(); err != nil {
		b.Fatal(err)
	}
	const idle = 20 * time.Second
	var started, share, memory []float64
	for b.Loop() {
		serve, began := run("serve"), time.Now()
		if err := serve.Start(); err != nil {
			b.Fatal(err)
		}
		if err := d.workspace.Await(b.Context(), func() bool { return d.workspace.Sockets() > 0 }); err != nil {
			b.Fatal(err)
		}
		started = append(started, time.Since(began).Seconds()*1000)
		<-time.After(6 * time.Second) // in which the first nudges are worked out
		before := processTime(b, serve.Process.Pid)
		<-time.After(idle)
		share = append(share, 100*(processTime(b, serve.Process.Pid)-before).Seconds()/idle.Seconds())
		memory = append(memory, residentMiB(b, serve.Process.Pid))
		serve.Process.Signal(os.Interrupt)
		if err := serve.Wait(); err != nil {
			b.Fatal(err)
		}
		if err := d.workspace.Await(b.Context(), func() bool { return d.workspace.Sockets() == 0 }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(slices.Max(started), "start-ms")
	b.ReportMetric(slices.Max(memory), "resident-MiB")
	b.ReportMetric(slices.Max(share), "idle-%core")
}

// largeCohort is a cohort file with so many participants.
func largeCohort(people int) []byte {
	var text bytes.Buffer
	text.WriteString("name: 第4期\nlanguage: ja\ntimezone: Asia/Tokyo\nchannel: C0001\norganizers: [U0900]\n" +
		"schedule: {nudge: \"0 9 * * MON\", reminders: [7d, 1d, 1h], reflection: 30m}\nsessions:\n")
	for month := range 12 {
		at := time.Now().AddDate(0, month, 10)
		fmt.Fprintf(&text, "  - {theme: 第%d回, starts: %sT19:00, minutes: 120}\n", month+1, at.Format(time.DateOnly))
	}
	text.WriteString("participants:\n")
	for i := range people {
		fmt.Fprintf(&text, "  - {user: U%06d, timezone: Asia/Tokyo}\n", i+100_000)
	}
	return text.Bytes()
}

// processTime is the processor time that a process has used.
func processTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("this benchmark needs /proc:", err)
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / 100 // Linux counts in hundredths
}

// residentMiB is how much memory a process holds.
func residentMiB(b *testing.B, pid int) float64 {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kib) / 1024
}

// benchDemo opens the demo without a judge or a log.
func benchDemo(b *testing.B) *demo {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	d, err := openDemo(context.Background(), listener, filepath.Join(b.TempDir(), "ippo.db"), "ja",
		slog.New(slog.NewJSONHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	return d
}
