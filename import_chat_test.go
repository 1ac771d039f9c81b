package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/storage"
)

// drop puts a file into somebody's conversation with Ippo, and returns what Ippo says in the end: so many messages.
func (s *stage) drop(user, name, content string, messages int) string {
	s.Helper()
	seat := s.seat(user)
	before := len(s.dm(user))
	if err := seat.Upload(s.ctx, seat.DM(), name, []byte(content), ""); err != nil {
		s.Fatal(err)
	}
	s.await("an answer to the file", func() bool { return len(s.dm(user)) >= before+1+messages })
	all := s.dm(user)
	return all[len(all)-1]
}

// everybody is a list of the demo's people, from one on.
func everybody(from int, more ...string) string {
	list := "氏名,メール,部署,血液型\n"
	for i := from; i <= 24; i++ {
		list += fmt.Sprintf("人%d,%s@example.com,営業\n", i, strings.ToLower(participant(i)))
	}
	return list + strings.Join(more, "\n")
}

func (s *stage) inCohort() (ids []string) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.Participants(s.cohortID())
		for _, p := range all {
			ids = append(ids, p.ID)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return ids
}

// importsLogged counts what the log says of lists that the organiser brought in.
func (s *stage) importsLogged() (n int) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.AuditLog()
		for _, line := range all {
			if line.Deed == cohort.Imported && line.Organizer == organizer {
				n++
			}
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// TestListInTheChat drops a list into the organiser's conversation: what it would change is told first, and happens at a press, once.
func TestListInTheChat(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		dm := s.seat(organizer).DM()
		told := s.drop(organizer, "名簿.csv", everybody(2, "新しい人,u0900@example.com,人事", "知らない人,nobody@example.com,人事"), 2)
		s.golden("import_chat", told)
		if len(s.inCohort()) != 24 || s.importsLogged() != 0 {
			s.Fatalf("before anybody agreed, %d take part", len(s.inCohort()))
		}
		s.press(organizer, dm, s.words.Say("files.take_without", "Count", 1))
		s.await("the import", func() bool { return s.importsLogged() == 1 })
		people := s.inCohort()
		if len(people) != 24 || slices.Contains(people, participant(1)) || !slices.Contains(people, organizer) {
			s.Errorf("%d take part", len(people))
		}
		err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
			looks, err := tx.Looks(s.cohortID(), demoBegins)
			if len(looks) != 1 || looks[0].What != cohort.SawEnrolled {
				s.Errorf("the looks are %+v", looks)
			}
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
	})
}

// TestSecondLookInTheChat asks once more before many leave.
func TestSecondLookInTheChat(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.drop(organizer, "meibo.txt", everybody(11), 2)
	s.form(organizer, func() error { s.press(organizer, s.seat(organizer).DM(), s.words.Say("files.take")); return nil })
	if n := len(s.inCohort()); n != 24 {
		t.Fatalf("before the second look, %d take part", n)
	}
	s.says(s.submit(organizer, nil), "files.taken_people", "Cohort", "第4期", "All", 14, "New", 0, "Changed", 14, "Gone", 10)
	if n := len(s.inCohort()); n != 14 {
		t.Errorf("%d take part", n)
	}
	s.press(organizer, s.seat(organizer).DM(), s.words.Say("files.take")) // the button that still stands there
	s.await("an answer", func() bool {
		all := s.dm(organizer)
		return strings.Contains(all[len(all)-1], s.words.Say("files.gone"))
	})
}

// TestListsToFillInInTheChat has a list to fill in sent where an organiser looks after cohorts, and where one brought something else; what is on the
// list of sessions can be brought back as it came.
func TestListsToFillInInTheChat(t *testing.T) {
	t.Parallel()
	inBothLanguages(t, func(s *stage) {
		s.says(s.command(organizer, "ippo", "cohort"), "template.button_sessions")
		for _, what := range []string{"people", "sessions"} {
			s.press(organizer, channel, s.words.Say("template.button_"+what))
			s.pass(time.Minute)
			s.says(s.lastTo(organizer), "template.sent_"+what)
		}
		s.drop(organizer, "おたより.csv", "こんにちは,お元気ですか\nあ,い\n", 2)
		s.says(s.lastTo(organizer), "template.button_people")
		s.says(s.command(hanako, "ippo", "cohort"), "error.organizers_only")
	})
}

// TestProgrammeInTheChat takes a list of sessions for what it is, and lets one choose otherwise. What changed meanwhile is looked at again.
func TestProgrammeInTheChat(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	dm := s.seat(organizer).DM()
	list := "テーマ,開催日,開始,講師\n人生の棚卸し,2026/12/16(水),19時,山川\n新しい回,2027/1/20,午後7時,大原\n"
	s.drop(organizer, "sessions.csv", list, 2)
	s.form(organizer, func() error { s.press(organizer, dm, s.words.Say("files.choose_again")); return nil })
	before := len(s.dm(organizer))
	s.submit(organizer, map[string]any{"kind": "people"})
	s.await("another answer", func() bool { return len(s.dm(organizer)) > before })
	s.says(s.dm(organizer)[before], "config.headings_missing_people")
	s.drop(organizer, "sessions.csv", list, 2)
	s.reimport(func(f *config.File) { f.Sessions = f.Sessions[:len(f.Sessions)-1] })
	s.press(organizer, dm, s.words.Say("files.take"))
	s.await("a word of the change", func() bool {
		all := s.dm(organizer)
		return strings.Contains(all[len(all)-1], s.words.Say("files.changed_meanwhile", "Cohort", "第4期"))
	})
	before = len(s.dm(organizer))
	s.press(organizer, dm, s.words.Say("files.look_again"))
	s.await("another report", func() bool { return len(s.dm(organizer)) > before })
	s.press(organizer, dm, s.words.Say("files.take"))
	s.await("the import", func() bool { return s.importsLogged() == 1 })
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		all, err := tx.Sessions(s.cohortID())
		if len(all) != 2 || all[1].Theme != "新しい回" {
			t.Errorf("the sessions are %+v", all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFilesThatAreNotRead answers kindly, and opens nothing, where nobody may import or nothing can be.
func TestFilesThatAreNotRead(t *testing.T) {
	t.Parallel()
	s := newStage(t, "ja")
	s.says(s.drop(hanako, "名簿.csv", everybody(1), 1), "files.not_opened")
	s.says(s.drop(organizer, "写真.png", "\x89PNG", 1), "files.not_a_table")
	s.says(s.drop(organizer, "名簿.xlsx", "PK\x03\x04broken", 2), "config.table_broken")
	s.says(s.drop(organizer, "名簿.csv", "メール\nhanako\n", 2), "config.email_wrong", "Value", "hanako")
	seat, before := s.seat(hanako), len(s.dm(hanako))
	if err := seat.Upload(s.ctx, seat.DM(), "写真.png", []byte("\x89PNG"), "写真と一緒に書いた言葉"); err != nil {
		t.Fatal(err)
	}
	s.await("an answer to the words", func() bool { return len(s.dm(hanako)) > before+1 })
	s.says(strings.Join(s.dm(hanako)[before:], "\n"), "reflect.saved_me")
	if strings.Contains(s.log.tail(), "hanako") {
		t.Error("the log holds what stood in a file")
	}
	text, err := manifest(s.words)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.workspace.Install([]byte(strings.Replace(string(text), `"files:read"`, `"team:read"`, 1))); err != nil {
		t.Fatal(err)
	}
	s.says(s.drop(organizer, "名簿.csv", everybody(1), 2), "files.unread")
}
