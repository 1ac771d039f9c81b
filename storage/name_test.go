package storage

import (
	"strings"
	"testing"
)

func TestNameKeepsThePasswordToItself(t *testing.T) {
	const password = "ge/he@im"
	for database, want := range map[string]string{
		"ippo.db": "ippo.db",
		"postgres://ippo:ge%2Fhe%40im@db.example:5433/house?sslmode=disable": "postgres://ippo@db.example:5433/house",
		"postgresql://ippo@db.example/house?password=ge%2Fhe%40im":           "postgres://ippo@db.example:5432/house",
		"postgres://ippo:geheim@one:5432,two:5432/house":                     "postgres://ippo@one:5432/house",
		"postgres://ippo:geheim@/house?host=/run/pg":                         "postgres://ippo@%2Frun%2Fpg:5432/house",
		"postgres://ippo:ge/he@im@db.example/house":                          "postgres://…",
		"postgres:ippo:geheim":                                               "postgres://…",
	} {
		if got := Name(database); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if strings.HasPrefix(database, "postgres") {
			_, err := openPostgres(t.Context(), strings.ReplaceAll(strings.ReplaceAll(database, "db.example", "127.0.0.1"), "543", "1"), opening{})
			if err == nil || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "geheim") {
				t.Errorf("%s: %v", want, err)
			}
		}
	}
}
