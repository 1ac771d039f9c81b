package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// The report of a cohort is written by a command as either file, with the bands that were worked out; those who take part read that somebody
// looked, and the log has it.
func TestReportCommand(t *testing.T) {
	database := filepath.Join(t.TempDir(), "ippo.db")
	t.Setenv("IPPO_DATABASE", database)
	importDemo(t, database)
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var c cohort.Cohort
	err = db.Write(t.Context(), func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		c = all[0]
		return errors.Join(err, tx.SaveFigure(c.ID, "2026-11", cohort.Reflected, "15"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args   []string
		begins string
	}{{[]string{"report", c.Name}, "<!DOCTYPE html>"}, {[]string{"report", c.ID, "--html"}, "<!DOCTYPE html>"}, {[]string{"report", c.Name, "--xlsx"}, "PK"}} {
		code, out, words := ippo(t, test.args...)
		if code != exitDone || words != "" || !strings.HasPrefix(out, test.begins) {
			t.Errorf("ippo %v: exit code %d, %q", test.args, code, words)
		}
		if test.begins != "PK" && !strings.Contains(out, "15人以上") {
			t.Error("the page does not show what was worked out")
		}
	}
	err = db.Read(t.Context(), func(tx *storage.Tx) error {
		looks, err := tx.Looks(c.ID, time.Time{})
		if len(looks) != 3 || looks[0].Organizer != cohort.Operator || looks[0].What != cohort.SawFigures {
			t.Errorf("kept are the looks %+v", looks)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for want, args := range map[int][]string{exitFailed: {"report", "第99期"}, exitUsage: {"report", c.Name, "--html", "--xlsx"}} {
		if code, out, words := ippo(t, args...); code != want || out != "" || words == "" {
			t.Errorf("ippo %v: exit code %d, %q, %q", args, code, out, words)
		}
	}
	if code, _, _ := ippo(t, "report"); code != exitUsage {
		t.Errorf("without a cohort: exit code %d", code)
	}
}
