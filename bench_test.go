package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
)

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
