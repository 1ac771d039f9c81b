package main

import (
	"archive/zip"
	"encoding/json"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"ippo/sandbox"
)

// reflects writes a reflection by the form.
func (s *stage) reflects(user string, values map[string]any) {
	s.Helper()
	s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/reflect", "") })
	s.submit(user, values)
	if err := s.seat(user).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
}

// comes is the next file in a person's conversation with Ippo. To each conversation goes one message a second.
func (s *stage) comes(user string, count int) (file sandbox.File, content string) {
	s.Helper()
	s.pass(5 * time.Second)
	if n := len(s.files(user, s.seat(user).DM())); n != count {
		s.Fatalf("%d files came, want %d", n, count)
	}
	for _, m := range s.seat(user).Messages(s.seat(user).DM()) {
		for _, f := range m.Files {
			file = *f
		}
	}
	return file, s.files(user, s.seat(user).DM())[count-1]
}

// pressesForm presses a button of the modal on top, and waits for what takes its place.
func (s *stage) pressesForm(user, label, then string) {
	s.Helper()
	if err := s.seat(user).Press(s.ctx, "", "", labelled(s.seat(user).Modal().Blocks, s.words.Say(label))); err != nil {
		s.Fatal(err)
	}
	s.await(then, func() bool {
		v := s.seat(user).Modal()
		return v != nil && strings.Contains(s.workspace.PlainBlocks(v.Blocks), s.words.Say(then))
	})
}

// Somebody looks at their year, takes the picture and the letter, and drafts the sheet for the yearly talk: all of it comes to them alone.
func TestOwnYear(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.goOn(0)
		s.reflects(hanako, map[string]any{"happened": "海外赴任の話を聞いた", "can": "人の話をよく聴ける\n資料をまとめられる", "will": "もう一度学びたい", "mood": "2"})
		s.pass(30 * 24 * time.Hour)
		s.reflects(hanako, map[string]any{"noticed": "教えるのが好きだ", "will": "週末に教室を開きたい", "mood": "4"})
		s.goOn(0)
		page := s.command(hanako, "ippo", "journey")
		for _, key := range []string{"year.heading", "year.latest", "year.private", "year.interview"} {
			s.says(page, key)
		}
		if !strings.Contains(page, "教えるのが好きだ") {
			s.Errorf("the newest words are not there:\n%s", page)
		}
		s.golden("own_year", page)

		s.press(hanako, channel, s.words.Say("year.picture"))
		picture, content := s.comes(hanako, 1)
		shown, err := png.Decode(strings.NewReader(content))
		if err != nil || shown.Bounds().Dx() < 1000 || !strings.Contains(picture.Alt, s.words.Say("year.mark_reflection")) {
			s.Errorf("the picture: %v, %q", err, picture.Alt)
		}
		s.command(hanako, "ippo", "letter")
		if _, content = s.comes(hanako, 2); !strings.Contains(content, "もう一度学びたい") || !strings.Contains(content, "週末に教室を開きたい") {
			s.Errorf("the letter:\n%s", content)
		}
		s.draftsSheet()
		for _, user := range []string{taro, organizer} {
			if read := strings.Join(s.dm(user), "\n"); strings.Contains(read, "教えるのが好き") || len(s.files(user, s.seat(user).DM())) > 0 {
				s.Errorf("%s reads:\n%s", user, read)
			}
		}
		if log := s.log.all(); strings.Contains(log, "学びたい") || strings.Contains(log, "社内講師") {
			s.Error("what a person wrote stands in the log")
		}
	})
}

// draftsSheet ticks two items, changes the draft, takes it for Word, and erases it.
func (s *stage) draftsSheet() {
	s.Helper()
	ticks := s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/ippo", "interview") })
	if strings.Contains(string(ticks.Blocks), "initial_option") {
		s.Error("something is ticked beforehand")
	}
	s.golden("interview_ticks", s.workspace.PlainBlocks(ticks.Blocks))
	filled := s.submit(hanako, map[string]any{
		"can": []string{optionNamed(ticks.Blocks, "資料をまとめられる")}, "will": []string{optionNamed(ticks.Blocks, "週末に教室を開きたい")},
	})
	s.says(filled, "interview.edit_intro")
	s.says(filled, "interview.private")
	form := string(s.seat(hanako).Modal().Blocks)
	if !strings.Contains(form, "資料をまとめられる") || strings.Contains(form, "人の話をよく聴ける") {
		s.Errorf("the fields hold %s", form)
	}
	saved := s.submit(hanako, map[string]any{"can": "資料をまとめられる", "will": "週末に教室を開きたい", "ask": "社内講師をしてみたい"})
	s.says(saved, "interview.saved")
	s.pressesForm(hanako, "interview.word", "interview.handed")
	file, content := s.comes(hanako, 3)
	if text := document(s, content); !strings.HasSuffix(file.Name, ".docx") || !strings.Contains(text, "社内講師をしてみたい") || strings.Contains(text, "もう一度学びたい") {
		s.Errorf("%s holds %s", file.Name, text)
	}
	s.pressesForm(hanako, "interview.erase", "interview.erased")
	if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
	again := s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/ippo", "interview") })
	s.says(s.workspace.PlainBlocks(again.Blocks), "interview.intro") // the draft is gone
	if s.language == "ja" {
		for table, rows := range tables(s.T, s.database) {
			if strings.Contains(strings.Join(rows, "\n"), "社内講師") {
				s.Errorf("the words are readable in %s", table)
			}
		}
	}
}

// optionNamed is the value of the option with a label, in a modal.
func optionNamed(blocks json.RawMessage, label string) string {
	var all []struct {
		Element struct {
			Options []struct {
				Text  struct{ Text string }
				Value string
			}
		}
	}
	json.Unmarshal(blocks, &all)
	for _, block := range all {
		for _, option := range block.Element.Options {
			if option.Text.Text == label {
				return option.Value
			}
		}
	}
	return ""
}

// document is the text part of a .docx.
func document(s *stage, content string) string {
	s.Helper()
	archive, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		s.Fatal(err)
	}
	part, err := archive.Open("word/document.xml")
	if err != nil {
		s.Fatal(err)
	}
	text, _ := io.ReadAll(part)
	return string(text)
}
