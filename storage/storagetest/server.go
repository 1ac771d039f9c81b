package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Password stands in the addresses of Postgres. The server asks for none.
const Password = "geheim"

// server is a PostgreSQL server in a temporary folder.
type server struct {
	folder string
	port   int
	child  *exec.Cmd
	leash  io.WriteCloser // the server ends when it is closed, so also when this process dies
	log    *os.File
}

// onLeash runs a server in its folder until its standard input ends, and leaves nothing of it.
const onLeash = `folder=$PWD; "$@" & server=$!; read -r _; kill -INT $server; wait $server; cd / && rm -rf "$folder"`

func start() (*server, error) {
	initdb, err := program("initdb")
	if err != nil {
		return nil, err
	}
	s := &server{}
	if s.folder, err = os.MkdirTemp(roomInMemory(), "ippo-postgres-"); err != nil {
		return nil, err
	}
	if err := s.open(initdb, filepath.Join(filepath.Dir(initdb), "postgres")); err != nil {
		said, _ := os.ReadFile(filepath.Join(s.folder, "log"))
		s.stop()
		return nil, fmt.Errorf("start PostgreSQL: %w\n%s", err, said)
	}
	return s, nil
}

// roomInMemory is a folder that is kept in memory, if there is one with plenty of room: a server makes many files for each database.
func roomInMemory() string {
	const folder, plenty = "/dev/shm", 4 << 30
	var room syscall.Statfs_t
	if syscall.Statfs(folder, &room) != nil || room.Bavail*uint64(room.Bsize) < plenty {
		return ""
	}
	return folder
}

// program finds a program of the newest PostgreSQL there is. Debian keeps them out of the PATH.
func program(name string) (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b string) int { return release(a) - release(b) })
		return found[len(found)-1], nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", errors.New("the tests need PostgreSQL's server programs (Debian's package postgresql): make test installs them, or scripts/prepare")
	}
	return filepath.EvalSymlinks(path)
}

func release(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

func (s *server) open(initdb, postgres string) (err error) {
	if s.log, err = os.Create(filepath.Join(s.folder, "log")); err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	steps := []*exec.Cmd{exec.Command(initdb, "--no-sync", "--auth=trust", "--username=ippo", "--encoding=UTF8", "--locale=C.UTF-8", data)}
	if s.port, err = freePort(); err != nil {
		return err
	}
	s.child = exec.Command("/bin/sh", "-c", onLeash, "sh", postgres, "-D", data, "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+s.folder, "-c", "fsync=off", "-c", "full_page_writes=off",
		"-c", "max_connections=300", "-c", "shared_buffers=64MB")
	for _, step := range append(steps, s.child) {
		step.Stdout, step.Stderr, step.Dir = s.log, s.log, s.folder
		if step.SysProcAttr, err = unprivileged(s.folder); err != nil {
			return err
		}
	}
	if err := steps[0].Run(); err != nil {
		return err
	}
	if s.leash, err = s.child.StdinPipe(); err != nil {
		return err
	}
	if err := s.child.Start(); err != nil {
		return err
	}
	return s.await()
}

// unprivileged lets a program run as the user postgres when this one is root, whom PostgreSQL refuses, and gives it the folder.
func unprivileged(folder string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(account.Uid)
	gid, _ := strconv.Atoi(account.Gid)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(folder, uid, gid)
}

func (s *server) await() error {
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *server) address(database string) string {
	return fmt.Sprintf("postgres://ippo:%s@127.0.0.1:%d/%s?sslmode=disable", Password, s.port, database)
}

func (s *server) stop() {
	if s.leash != nil {
		s.leash.Close()
		s.child.Wait()
	}
	if s.log != nil {
		s.log.Close()
	}
	os.RemoveAll(s.folder)
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
