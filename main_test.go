package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ippo/config"
	"ippo/intake"
	"ippo/locale"
	"ippo/sandbox"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// TestMain lets the test binary stand in for the program, so that tests can run it as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("IPPO_TEST_MAIN") == "1" {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	code := storagetest.Run(m)
	if folder := built.folder; folder != "" {
		os.RemoveAll(folder)
	}
	os.Exit(code)
}

// process is the program running on its own.
type process struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

func start(t *testing.T, environment []string, args ...string) *process {
	t.Helper()
	return launch(t, environment, exec.Command(os.Args[0], args...))
}

// startIn starts the program from a shell that has done something first.
func startIn(t *testing.T, environment []string, first string, args ...string) *process {
	t.Helper()
	return launch(t, environment, exec.Command("bash", append([]string{"-c", first + ` && exec "$0" "$@"`, os.Args[0]}, args...)...))
}

func launch(t *testing.T, environment []string, command *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: command}
	p.Env = append(append(os.Environ(), "IPPO_TEST_MAIN=1", "LC_ALL=en_US.UTF-8"), environment...)
	p.Cmd.Stdout, p.Cmd.Stderr = &p.stdout, &p.stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill() })
	return p
}

// await waits until the program is connected.
func (p *process) await(t *testing.T, d *demo) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := d.workspace.Await(ctx, func() bool { return d.workspace.Sockets() > 0 }); err != nil {
		t.Fatal(err)
	}
}

// end waits for the exit code.
func (p *process) end(t *testing.T) int {
	t.Helper()
	timer := time.AfterFunc(30*time.Second, func() { p.Process.Kill() })
	defer timer.Stop()
	p.Wait()
	return p.ProcessState.ExitCode()
}

// bareWorkspace is a workspace on the real clock, with the app installed but no program connected.
func bareWorkspace(t testing.TB, change ...func(*sandbox.Options)) (*demo, []string) {
	t.Helper()
	d := &demo{}
	options, _, err := readDemo("ja")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(&options)
	}
	d.serveWorkspace(t, options)
	d.database = filepath.Join(t.TempDir(), "ippo.db")
	return d, []string{
		"SLACK_API_URL=" + d.address + "/api/", "SLACK_BOT_TOKEN=" + d.installed.BotToken,
		"SLACK_APP_TOKEN=" + d.installed.AppToken, "IPPO_DATABASE=" + d.database, "IPPO_KEY=" + storagetest.Key,
	}
}

func TestServeFinishesWhatIsInHand(t *testing.T) {
	d, environment := bareWorkspace(t)
	importDemo(t, d.database)
	p := start(t, environment, "serve")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := d.workspace.Await(ctx, func() bool { return d.workspace.Sockets() > 0 }); err != nil {
		t.Fatal(err, p.stderr.String())
	}
	// Everybody writes while the program is told to stop; what was acknowledged must be there.
	var acknowledged atomic.Int64
	var writing sync.WaitGroup
	for i := 1; i <= 24; i++ {
		writing.Go(func() {
			for ctx.Err() == nil {
				if d.workspace.As(participant(i)).Command(ctx, channel, "/reflect", "止まる前の言葉") != nil {
					return
				}
				if acknowledged.Add(1) == 100 {
					p.Process.Signal(syscall.SIGTERM)
				}
			}
		})
	}
	if code := p.end(t); code != exitDone {
		t.Errorf("exit code %d\n%s", code, p.stderr.String())
	}
	writing.Wait()
	if kept := countReflections(t, d.database); kept < int(acknowledged.Load()) {
		t.Errorf("%d reflections were acknowledged, %d were kept", acknowledged.Load(), kept)
	}
	if strings.Contains(p.stderr.String(), "止まる前の言葉") {
		t.Error("what people wrote stands in the log")
	}
}

func importDemo(t *testing.T, database string) {
	t.Helper()
	_, file, err := readDemo("ja")
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := apply(t.Context(), db, file, time.Now(), intake.Permits{}); err != nil {
		t.Fatal(err)
	}
}

func countReflections(t *testing.T, database string) int {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := 0
	err = db.Read(t.Context(), func(tx *storage.Tx) error {
		for i := 1; i <= 24; i++ {
			n, err := tx.CountReflections(participant(i))
			if err != nil {
				return err
			}
			all += n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A disk on which nothing has room is stood in for by a limit of the file's size: SQLite meets the same refusal to write.
func TestFullDiskGivesTheWordsBack(t *testing.T) {
	d, environment := bareWorkspace(t)
	importDemo(t, d.database)
	p := startIn(t, environment, "ulimit -f 512", "serve")
	p.await(t, d)
	words, said := locale.In("ja"), ""
	kept := 0
	for ; kept < 500; kept++ {
		text := strings.Repeat("満ちるまで書く。", 100) + strconv.Itoa(kept)
		if err := d.workspace.As(hanako).Command(t.Context(), channel, "/reflect", text); err != nil {
			t.Fatal(err, p.stderr.String())
		}
		if said = d.workspace.Plain(d.workspace.As(hanako).Last(channel)); !strings.Contains(said, words.Say("reflect.saved_me")) {
			if !strings.Contains(said, words.Say("error.not_saved")) || !strings.Contains(said, text) {
				t.Errorf("the words are not given back:\n%s", said)
			}
			break
		}
	}
	p.Process.Signal(syscall.SIGTERM)
	p.end(t)
	if n := countReflections(t, d.database); kept == 0 || kept == 500 || n != kept {
		t.Errorf("%d reflections were acknowledged before the disk was full, %d are there", kept, n)
	}
	if strings.Contains(p.stderr.String(), "満ちるまで書く") {
		t.Error("what people wrote stands in the log")
	}
}

func TestHealth(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	d, environment := bareWorkspace(t)
	importDemo(t, d.database)
	p := start(t, append(environment, "IPPO_HTTP="+address), "serve")
	p.await(t, d)
	status := func(path string) int {
		answer, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err, p.stderr.String())
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	ask := func(when string, healthz, readyz int) {
		t.Helper()
		for began := time.Now(); status("/readyz") != readyz && time.Since(began) < 20*time.Second; {
		}
		if h, r := status("/healthz"), status("/readyz"); h != healthz || r != readyz {
			t.Errorf("%s: healthz %d, readyz %d; want %d and %d", when, h, r, healthz, readyz)
		}
	}
	ask("connected", http.StatusOK, http.StatusOK)
	d.workspace.SetTrouble(sandbox.Trouble{FailEvery: 1})
	d.workspace.Disconnect("drop")
	ask("Slack is gone", http.StatusOK, http.StatusServiceUnavailable)
	d.workspace.SetTrouble(sandbox.Trouble{})
	ask("Slack is back", http.StatusOK, http.StatusOK)
	if err := os.Rename(d.database, d.database+".away"); err != nil {
		t.Fatal(err)
	}
	ask("the database was taken away", http.StatusServiceUnavailable, http.StatusServiceUnavailable)
	if err := os.WriteFile(d.database, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ask("another stands in its place", http.StatusServiceUnavailable, http.StatusServiceUnavailable)
}

func TestOnlyOneServes(t *testing.T) {
	d, environment := bareWorkspace(t)
	importDemo(t, d.database)
	first := start(t, environment, "serve")
	first.await(t, d)
	second := start(t, environment, "serve")
	want := locale.In("en").Say("cli.already_serving", "Path", d.database) + "\n"
	if code := second.end(t); code != exitFailed || second.stderr.String() != want {
		t.Errorf("exit code %d, want 1 and %q:\n%s", code, want, second.stderr.String())
	}
	first.Process.Kill() // the lock goes with its process
	first.end(t)
	if err := d.workspace.Await(t.Context(), func() bool { return d.workspace.Sockets() == 0 }); err != nil {
		t.Fatal(err)
	}
	third := start(t, environment, "serve")
	third.await(t, d)
	third.Process.Signal(syscall.SIGTERM)
	if code := third.end(t); code != exitDone {
		t.Errorf("exit code %d\n%s", code, third.stderr.String())
	}
}

func TestServeRefusesWrongTokens(t *testing.T) {
	for _, test := range []struct {
		name        string
		environment []string
		says        string
	}{
		{"no tokens", []string{"SLACK_BOT_TOKEN=", "SLACK_APP_TOKEN=xapp-1"}, "SLACK_BOT_TOKEN is not set"},
		{"exchanged tokens", []string{"SLACK_BOT_TOKEN=xapp-1", "SLACK_APP_TOKEN=xapp-1"}, "SLACK_BOT_TOKEN must begin with xoxb-"},
		{"a wrong bot token", []string{"SLACK_BOT_TOKEN=xoxb-wrong"}, "invalid_auth"},
		{"a wrong app token", []string{"SLACK_APP_TOKEN=xapp-wrong"}, "invalid_auth"},
		{"a wrong address", []string{"SLACK_API_URL=http://127.0.0.1:1/api"}, "must end in"},
		{"no such level", []string{"IPPO_LOG=loud"}, "IPPO_LOG"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			_, environment := bareWorkspace(t, func(o *sandbox.Options) {
				o.Observe = func(sandbox.Call) { calls.Add(1) }
			})
			p := start(t, append(append(environment, "IPPO_LOG=warn"), test.environment...), "serve")
			if code := p.end(t); code != exitFailed {
				t.Errorf("exit code %d, want 1", code)
			}
			if lines := strings.Split(strings.TrimSpace(p.stderr.String()), "\n"); len(lines) != 1 || !strings.Contains(lines[0], test.says) {
				t.Errorf("want one line with %q, got:\n%s", test.says, p.stderr.String())
			}
			if n := calls.Load(); n > 3 {
				t.Errorf("%d calls to Slack: a storm", n)
			}
		})
	}
}

// ippo runs a command in this process and returns its exit code and what it wrote.
func ippo(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

func TestDoctor(t *testing.T) {
	d, environment := bareWorkspace(t, func(o *sandbox.Options) {
		o.Channels = append(o.Channels, sandbox.Channel{ID: "C0002", Name: "よそ", Members: []string{organizer}})
	})
	for _, setting := range environment {
		name, value, _ := strings.Cut(setting, "=")
		t.Setenv(name, value)
	}
	t.Setenv("LC_ALL", "ja_JP.UTF-8")
	words := locale.In("ja")
	code, out, _ := ippo(t, "doctor")
	if code != exitFailed || !strings.Contains(out, "FIX  "+words.Say("doctor.no_cohort")) {
		t.Errorf("without a cohort: %d\n%s", code, out)
	}
	importDemo(t, d.database)
	if code, out, _ = ippo(t, "doctor"); code != exitDone || strings.Contains(out, "FIX") {
		t.Errorf("all is well: %d\n%s", code, out)
	}
	for name, change := range map[string]struct{ variable, value, says string }{
		"bot token": {"SLACK_BOT_TOKEN", "xoxb-wrong", words.Say("doctor.bot_token_refused", "Cause", "invalid_auth")},
		"app token": {"SLACK_APP_TOKEN", "xapp-wrong", words.Say("doctor.app_token_refused", "Cause", "invalid_auth")},
		"database":  {"IPPO_DATABASE", "/nowhere/ippo.db", "/nowhere/ippo.db"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(change.variable, change.value)
			if code, out, _ := ippo(t, "doctor"); code != exitFailed || !strings.Contains(out, change.says) {
				t.Errorf("%d\n%s\nwant %q", code, out, change.says)
			}
		})
	}
	t.Run("channel", func(t *testing.T) {
		d.workspace.Kick("C0001")
		if code, out, _ := ippo(t, "doctor"); code != exitFailed || !strings.Contains(out, words.Say("doctor.channel_not_member", "Channel", "C0001", "Name", "第4期")) {
			t.Errorf("%d\n%s", code, out)
		}
	})
}

func TestDoctorOfAServer(t *testing.T) {
	_, environment := bareWorkspace(t)
	for _, setting := range environment {
		name, value, _ := strings.Cut(setting, "=")
		t.Setenv(name, value)
	}
	words := english(t)
	address := storagetest.Postgres(t)
	importDemo(t, address)
	t.Setenv("IPPO_DATABASE", address)
	code, out, said := ippo(t, "doctor")
	discreet(t, out, said)
	if code != exitDone || !strings.Contains(out, words.Say("doctor.database", "Path", storage.Name(address))) {
		t.Errorf("all is well: %d\n%s", code, out)
	}
	t.Setenv("IPPO_DATABASE", "postgres://ippo:"+storagetest.Password+"@127.0.0.1:1/ippo")
	code, out, said = ippo(t, "doctor")
	discreet(t, out, said)
	if code != exitFailed || !strings.Contains(out, "FIX  "+strings.Split(words.Say("doctor.server_broken", "Path", "postgres://ippo@127.0.0.1:1/ippo"), ":")[0]) {
		t.Errorf("nobody there: %d\n%s", code, out)
	}
}

func TestManifestOfTheApp(t *testing.T) {
	code, out, _ := ippo(t, "manifest")
	if code != exitDone {
		t.Fatal(code)
	}
	if _, err := sandbox.New(sandbox.Options{}).Install([]byte(out)); err != nil {
		t.Error(err)
	}
	for _, language := range locale.Languages() {
		text, err := manifest(locale.In(language))
		if err != nil {
			t.Fatal(err)
		}
		if key := regexp.MustCompile(`"manifest\.[^"]*"`).Find(text); key != nil {
			t.Errorf("the manifest in %s shows the key %s, which has no words", language, key)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"serv"}, {"serve", "now"}, {"import"}, {"sandbox", "--addr"}, {"sandbox", "--addr", "0.0.0.0:8080"}} {
		if code, _, words := ippo(t, args...); code != exitUsage || words == "" {
			t.Errorf("ippo %v: exit code %d, %q", args, code, words)
		}
	}
	if code, _, words := ippo(t, "serv"); code != exitUsage || !strings.Contains(words, "serve") {
		t.Errorf("the nearest command is not named: %s", words)
	}
	if code, _, _ := ippo(t, "help"); code != exitDone {
		t.Error("help is not wrong usage")
	}
}

func TestImport(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("IPPO_DATABASE", filepath.Join(folder, "ippo.db"))
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, err := demoFiles.ReadFile("demo/cohort.ja.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := write("cohort.yaml", string(good))
	if code, _, words := ippo(t, "import", file); code != exitDone || !strings.Contains(words, "参加者24人（新しく24") {
		t.Fatalf("%d %s", code, words)
	}
	if code, _, words := ippo(t, "import", file); code != exitDone || !strings.Contains(words, "新しく0、外れた方0") {
		t.Errorf("again: %d %s", code, words)
	}
	broken := write("broken.yaml", strings.Replace(string(good), "channel: C0001", "chanel: '#general'", 1))
	code, _, words := ippo(t, "import", broken)
	if code != exitFailed || !strings.Contains(words, "broken.yaml:5: 「chanel」という項目はありません。「channel」でしょうか。") {
		t.Errorf("%d %s", code, words)
	}
	people := write("people.csv", "\ufeffuser,department\nU0001,営業\nU0777,人事\n")
	if code, _, words = ippo(t, "import", file, people); code != exitFailed || !strings.Contains(words, "people.csv:2: U0001") {
		t.Errorf("somebody listed twice: %d %s", code, words)
	}
	if code, _, _ = ippo(t, "import", filepath.Join(folder, "none.yaml")); code != exitFailed {
		t.Errorf("a file that is not there: %d", code)
	}
	settings, _ := config.FromEnvironment()
	db, err := storage.Open(t.Context(), settings.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.Read(t.Context(), func(tx *storage.Tx) error {
		if _, err := tx.Person("U0777"); err == nil {
			t.Error("an import with problems changed something")
		}
		return nil
	})
}

func TestDoctorLooksAtTheKey(t *testing.T) {
	words, database := english(t), storagetest.SQLite(t)
	t.Setenv("IPPO_DATABASE", database)
	t.Setenv("IPPO_KEY", "")
	importDemo(t, database)
	doctor := func() string {
		_, out, _ := ippo(t, "doctor")
		return out
	}
	if out := doctor(); strings.Contains(out, "key") {
		t.Errorf("before there is one: %s", out)
	}
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := unlock(t.Context(), db, config.Settings{Database: database}); err != nil {
		t.Fatal(err)
	}
	if out := doctor(); !strings.Contains(out, words.Say("doctor.key")) {
		t.Error(out)
	}
	if err := os.Chmod(database+keySuffix, 0o644); err != nil {
		t.Fatal(err)
	}
	if out := doctor(); !strings.Contains(out, "FIX  "+words.Say("doctor.key_readable", "Path", database+keySuffix)) {
		t.Error(out)
	}
	backups := t.TempDir()
	t.Setenv("IPPO_BACKUPS", backups)
	for _, path := range []string{database + keysSuffix, filepath.Join(backups, keyringName), filepath.Join(backups, "mine.db"+keysSuffix)} {
		if out := doctor(); strings.Contains(out, words.Say("doctor.key_readable", "Path", path)) {
			t.Errorf("of what is not there: %s", out)
		}
		if err := writeKeys(t.Context(), db, path); err != nil {
			t.Fatal(err)
		}
		if out := doctor(); strings.Contains(out, words.Say("doctor.key_readable", "Path", path)) {
			t.Errorf("nobody else can read it: %s", out)
		}
		if err := os.Chmod(path, 0o640); err != nil {
			t.Fatal(err)
		}
		if out := doctor(); !strings.Contains(out, "FIX  "+words.Say("doctor.key_readable", "Path", path)) {
			t.Errorf("others can read %s: %s", path, out)
		}
	}
	t.Setenv("IPPO_KEY", storage.NewKey())
	if out := doctor(); !strings.Contains(out, words.Say("config.key_other", "Database", database)) {
		t.Error(out)
	}
}
