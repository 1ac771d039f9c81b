package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings a schema up to date, each step in a transaction of its own, and refuses one that is newer than the program.
func migrate(ctx context.Context, dialect goose.Dialect, pool *sql.DB) error {
	provider, err := schema(dialect, pool)
	if err != nil {
		return err
	}
	current, latest, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > latest {
		return fmt.Errorf("its schema (%d) is newer than this program's (%d): use the newer program", current, latest)
	}
	_, err = provider.Up(ctx)
	return err
}

func schema(dialect goose.Dialect, pool *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, pool, files)
}
