package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ippo/locale"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// english has the commands that run in this process speak English.
func english(t *testing.T) *locale.Words {
	t.Helper()
	t.Setenv("LC_ALL", "en_US.UTF-8")
	return locale.In("en")
}

// discreet checks that a command shows no password.
func discreet(t *testing.T, said ...string) {
	t.Helper()
	if all := strings.Join(said, "\n"); strings.Contains(all, storagetest.Password) {
		t.Errorf("the password is shown:\n%s", all)
	}
}

// eventually waits for what another process does.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%s: not in time", what)
		}
	}
}

func TestCopyMovesAnInstallation(t *testing.T) {
	words := english(t)
	file, address, back := storagetest.SQLite(t), storagetest.Postgres(t), storagetest.SQLite(t)
	importDemo(t, file)
	code, there, said := ippo(t, "copy", "--from", file, "--to", address)
	discreet(t, there, said)
	if code != exitDone || strings.Count(there, "\n") < 14 || !strings.Contains(there, "people                24  ") {
		t.Fatalf("%d\n%s%s", code, there, said)
	}
	if want := storage.Name(address); !strings.Contains(said, want) {
		t.Errorf("%s does not name %s", said, want)
	}
	code, here, said := ippo(t, "copy", "--from", address, "--to", back)
	if code != exitDone || here != there {
		t.Errorf("back: %d\n%s\nwant\n%s%s", code, here, there, said)
	}
	code, out, said := ippo(t, "copy", "--from", file, "--to", address)
	if code != exitFailed || out != "" || said != words.Say("cli.copy_not_empty", "Database", storage.Name(address))+"\n" {
		t.Errorf("into what is not empty: %d %s%s", code, out, said)
	}
}

func TestCopyRefusesWhatCannotBeRight(t *testing.T) {
	words := english(t)
	none := filepath.Join(t.TempDir(), "none.db")
	code, _, said := ippo(t, "copy", "--from", none, "--to", storagetest.SQLite(t))
	if code != exitFailed || said != words.Say("cli.database_missing", "Path", none)+"\n" {
		t.Errorf("%d %s", code, said)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("the missing file was made")
	}
	for _, args := range [][]string{{"copy"}, {"copy", "--from", "a.db"}, {"copy", "a.db", "b.db"}, {"backup"}, {"backup", "a", "b"}} {
		if code, _, said := ippo(t, args...); code != exitUsage || !strings.Contains(said, "ippo "+args[0]) {
			t.Errorf("%v: %d %s", args, code, said)
		}
	}
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		leading(t, database)
		empty := storagetest.SQLite(t)
		for _, args := range [][]string{{"copy", "--from", database, "--to", empty}, {"copy", "--from", empty, "--to", database}} {
			if args[2] == empty {
				importDemo(t, empty)
			}
			code, out, said := ippo(t, args...)
			discreet(t, out, said)
			if code != exitFailed || said != words.Say("cli.copy_served", "Database", storage.Name(database))+"\n" {
				t.Errorf("%d %s", code, said)
			}
		}
	})
}

func TestBackupWhileServing(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		words := english(t)
		d, environment := bareWorkspace(t)
		environment = append(environment, "IPPO_DATABASE="+database)
		importDemo(t, database)
		p := start(t, environment, "serve")
		p.await(t, d)
		if err := d.workspace.As(hanako).Command(t.Context(), channel, "/reflect", "控えに入る言葉"); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "backup.db")
		backup := start(t, environment, "backup", path)
		code := backup.end(t)
		discreet(t, backup.stdout.String(), backup.stderr.String())
		if code != exitDone || !strings.Contains(backup.stderr.String(), path) {
			t.Fatalf("%d\n%s", code, backup.stderr.String())
		}
		again := start(t, environment, "backup", path)
		if code := again.end(t); code != exitFailed || again.stderr.String() != words.Say("cli.backup_exists", "Path", path)+"\n" {
			t.Errorf("over it: %d\n%s", code, again.stderr.String())
		}
		p.Process.Signal(syscall.SIGTERM)
		if code := p.end(t); code != exitDone {
			t.Errorf("%d\n%s", code, p.stderr.String())
		}
		discreet(t, p.stderr.String())
		if n := countReflections(t, path); n != 1 {
			t.Errorf("%d reflections in the backup", n)
		}
		if err := d.workspace.Await(t.Context(), func() bool { return d.workspace.Sockets() == 0 }); err != nil {
			t.Fatal(err)
		}
		p = start(t, append(environment, "IPPO_DATABASE="+path), "serve") // and life goes on with it
		p.await(t, d)
		if err := d.workspace.As(hanako).Command(t.Context(), channel, "/reflect", "その後の言葉"); err != nil {
			t.Fatal(err)
		}
		p.Process.Signal(syscall.SIGTERM)
		p.end(t)
		if n := countReflections(t, path); n != 2 {
			t.Errorf("%d reflections after going on", n)
		}
	})
}

func TestServeMakesBackups(t *testing.T) {
	d, environment := bareWorkspace(t)
	importDemo(t, d.database)
	folder := filepath.Join(t.TempDir(), "deep", "backups")
	p := start(t, append(environment, "IPPO_BACKUPS="+folder), "serve")
	p.await(t, d)
	eventually(t, "a backup", func() bool {
		made, _ := filepath.Glob(filepath.Join(folder, "ippo-*Z.db"))
		return len(made) == 1 && countReflections(t, made[0]) == 0
	})
	p.Process.Signal(syscall.SIGTERM)
	if code := p.end(t); code != exitDone || !strings.Contains(p.stderr.String(), "backup done") {
		t.Errorf("%d\n%s", code, p.stderr.String())
	}
	words := english(t)
	taken := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p = start(t, append(environment, "IPPO_BACKUPS="+taken), "serve")
	if code := p.end(t); code != exitFailed || !strings.HasPrefix(p.stderr.String(), strings.SplitN(words.Say("cli.backups_folder", "Folder", taken), ":", 2)[0]) {
		t.Errorf("%d\n%s", code, p.stderr.String())
	}
}

// Two may serve from PostgreSQL, each with its own socket and its own health.
func TestReplicasServeTogether(t *testing.T) {
	address := storagetest.Postgres(t)
	d, environment := bareWorkspace(t)
	environment = append(environment, "IPPO_DATABASE="+address)
	importDemo(t, address)
	var replicas []*process
	for n := range 2 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		health := listener.Addr().String()
		listener.Close()
		p := start(t, append(environment, "IPPO_HTTP="+health), "serve")
		replicas = append(replicas, p)
		if err := d.workspace.Await(t.Context(), func() bool { return d.workspace.Sockets() > n }); err != nil {
			t.Fatal(err, p.stderr.String())
		}
		eventually(t, "health", func() bool {
			answer, err := http.Get("http://" + health + "/healthz")
			if err != nil {
				return false
			}
			answer.Body.Close()
			return answer.StatusCode == http.StatusOK
		})
	}
	for i := 1; i <= 10; i++ {
		if err := d.workspace.As(participant(i)).Command(t.Context(), channel, "/reflect", "どちらかに届く言葉"); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range replicas {
		p.Process.Signal(syscall.SIGTERM)
		if code := p.end(t); code != exitDone {
			t.Errorf("%d\n%s", code, p.stderr.String())
		}
		discreet(t, p.stderr.String())
	}
	if n := countReflections(t, address); n != 10 {
		t.Errorf("%d reflections", n)
	}
}
