package storage

import (
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"ippo/storage/storagetest"
)

// wire is a way to a server that can fall silent: nothing passes any more, and neither side is told.
type wire struct {
	net.Listener
	to  string
	cut chan struct{}
	mu  sync.Mutex
	all []net.Conn
}

// throughWire returns an address that leads to a server through a wire.
func throughWire(t *testing.T, address string) (*wire, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	place, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: listener, to: place.Host, cut: make(chan struct{})}
	place.Host = listener.Addr().String()
	go w.accept()
	t.Cleanup(w.end)
	return w, place.String()
}

func (w *wire) accept() {
	for {
		near, err := w.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			near.Close()
			return
		}
		w.mu.Lock()
		w.all = append(w.all, near, far)
		w.mu.Unlock()
		go w.carry(near, far)
		go w.carry(far, near)
	}
}

func (w *wire) carry(from, to net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		select {
		case <-w.cut:
			io.Copy(io.Discard, from) // still acknowledged: no machine went away, only what it says does not arrive
			return
		default:
		}
		if _, errTo := to.Write(buffer[:n]); err != nil || errTo != nil {
			to.Close()
			return
		}
	}
}

func (w *wire) end() {
	w.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.all {
		conn.Close()
	}
}

// A leader whom nobody hears any more must not keep the others from delivering, nor from writing.
func TestLeaseMovesOnFromSilence(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"at rest", "within a transaction"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := storagetest.Postgres(t)
			w, silent := throughWire(t, address)
			a, b := openAt(t, silent), openAt(t, address)
			lease := lead(t, a)
			began := time.Now()
			next := make(chan error, 1)
			go func() {
				successor, err := b.Lead(t.Context())
				if err == nil {
					err = successor.Write(t.Context(), func(tx *Tx) error { return tx.Once("e", now) })
				}
				next <- err
			}()
			if name == "at rest" {
				close(w.cut)
			} else if err := lease.Write(t.Context(), func(tx *Tx) error {
				close(w.cut)
				return tx.Once("never", now)
			}); !errors.Is(err, ErrLost) {
				t.Errorf("wrote in silence: %v", err)
			}
			<-lease.Lost()
			noticed := time.Since(began)
			if err := <-next; err != nil {
				t.Error(err)
			}
			if t.Logf("noticed after %v, moved after at most %v", noticed, time.Since(began)); time.Since(began) > 25*time.Second {
				t.Error("that is too late")
			}
		})
	}
}
