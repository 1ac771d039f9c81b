package storage

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// File returns the path of a database's file, and false for a database in PostgreSQL, which has none.
func File(database string) (path string, file bool) {
	if isAddress(database) {
		return "", false
	}
	return database, true
}

// Name is what a database is called in words and logs: a file by its path, a database in PostgreSQL by who connects to it
// and where it is, never with a password.
func Name(database string) string {
	if !isAddress(database) {
		return database
	}
	config, err := pgx.ParseConfig(database)
	if err != nil {
		return "postgres://…" // what cannot be read cannot be parted from its password
	}
	name := url.URL{Scheme: "postgres", User: url.User(config.User), Path: "/" + config.Database}
	name.Host = net.JoinHostPort(url.PathEscape(config.Host), strconv.Itoa(int(config.Port)))
	return name.Scheme + "://" + name.User.String() + "@" + name.Host + name.EscapedPath()
}

func isAddress(database string) bool {
	return strings.HasPrefix(database, "postgres:") || strings.HasPrefix(database, "postgresql:")
}
