package main

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"ippo/sandbox"
	"ippo/storage"
)

// What people type while Ippo stops is answered as long as the socket is open.
func TestWordsDuringADrainAreAnswered(t *testing.T) {
	s := newStage(t, "ja")
	s.workspace.SetTrouble(sandbox.Trouble{Slow: 1500 * time.Millisecond})
	if err := s.seat(taro).Command(s.ctx, channel, "/reflect", ""); err != nil { // its form opens slowly
		t.Fatal(err)
	}
	s.stop()
	for i := range 5 {
		s.says(s.command(participant(i+3), "reflect", fmt.Sprint("止まるときの言葉", i)), "reflect.saved_me")
		time.Sleep(100 * time.Millisecond)
	}
	began := time.Now()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	s.ended <- nil
}

// However the moment falls, what is acknowledged is kept, and what is not was never taken.
func TestNothingIsLostWhenIppoStops(t *testing.T) {
	s := newStage(t, "ja")
	typed, acknowledged := map[string]string{}, map[string]bool{}
	var mu sync.Mutex
	for try := range 8 {
		var typing sync.WaitGroup
		for i := range 8 {
			user, words := participant(i+1), fmt.Sprintf("%d回目の%dつめ", try, i)
			typing.Go(func() {
				time.Sleep(time.Duration(i*(try+3)) * 7 * time.Millisecond)
				err := s.seat(user).Command(s.ctx, channel, "/reflect", words)
				mu.Lock()
				defer mu.Unlock()
				typed[words] = user
				if err == nil {
					acknowledged[words] = true
				}
			})
		}
		time.Sleep(time.Duration(try) * 3 * time.Millisecond)
		s.down()
		s.up()
		typing.Wait()
	}
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		for words, user := range typed {
			all, err := tx.Reflections(user, 0, 100)
			if err != nil {
				return err
			}
			n := 0
			for _, one := range all {
				if one.Note == words {
					n++
				}
			}
			if want := map[bool]int{true: 1, false: 0}[acknowledged[words]]; n != want {
				t.Errorf("%s: kept %d times, want %d", words, n, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(acknowledged) != len(typed) {
		t.Errorf("%d of %d were answered: the next Ippo takes what this one did not", len(acknowledged), len(typed))
	}
}
