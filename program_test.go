package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// built is the program as "go build" makes it, once for all tests that run it. TestMain removes it.
var built struct {
	once   sync.Once
	folder string
	err    error
	said   []byte
}

// program builds the program, as careful about races as the test is, and returns its path.
func program(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "ippo-program-"); built.err != nil {
			return
		}
		args := []string{"build", "-o", built.folder + "/ippo"}
		if careful() {
			args = append(args, "-race")
		}
		built.said, built.err = exec.Command("go", append(args, ".")...).CombinedOutput()
	})
	if built.err != nil {
		t.Fatalf("%v\n%s", built.err, built.said)
	}
	return filepath.Join(built.folder, "ippo")
}

// careful reports whether this test looks for races.
func careful() bool {
	info, _ := debug.ReadBuildInfo()
	for _, setting := range info.Settings {
		if setting.Key == "-race" && setting.Value == "true" {
			return true
		}
	}
	return false
}

// replica is "ippo serve", as a program of its own.
type replica struct {
	*exec.Cmd
	*logBook
	leads atomic.Bool // it says that it is the one who delivers
	ended chan struct{}
}

// serve starts a replica, which is killed when the test ends.
func serve(t testing.TB, environment []string) *replica {
	t.Helper()
	r := &replica{Cmd: exec.Command(program(t), "serve"), logBook: &logBook{}, ended: make(chan struct{})}
	r.Env, r.Stderr = append(append(os.Environ(), "LC_ALL=en_US.UTF-8"), environment...), r
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(r.ended)
		r.Wait()
	}()
	t.Cleanup(func() {
		r.signal(syscall.SIGCONT)
		r.kill()
		if t.Failed() {
			t.Log(r.tail())
		}
	})
	return r
}

// Write keeps what the program says, and hears whether it delivers.
func (r *replica) Write(lines []byte) (int, error) {
	for line := range bytes.Lines(lines) {
		switch {
		case bytes.Contains(line, []byte(`"this process delivers"`)):
			r.leads.Store(true)
		case bytes.Contains(line, []byte(`"another process may deliver now"`)):
			r.leads.Store(false)
		}
	}
	return r.logBook.Write(lines)
}

func (r *replica) signal(s syscall.Signal) { r.Process.Signal(s) }

// kill ends the program as no program can prevent, and returns when it is gone.
func (r *replica) kill() {
	r.signal(syscall.SIGKILL)
	<-r.ended
}

// term tells the program to stop, and returns its exit code.
func (r *replica) term() int {
	r.signal(syscall.SIGTERM)
	<-r.ended
	return r.ProcessState.ExitCode()
}

// post calls a method of the workspace's Web API with the app's token, without a wiretap.
func (d *demo) post(t testing.TB, method string, params map[string][]string) *http.Response {
	t.Helper()
	params["token"] = []string{d.installed.BotToken}
	answer, err := http.PostForm(d.address+"/api/"+method, params)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
