package journey

import (
	"strings"
	"unicode/utf8"

	"ippo/cohort"
	"ippo/locale"
)

// altLength is how long a text alternative is at most, in letters.
const altLength = 1000

// tellYear tells in sentences what the picture of a year shows: as much one by one as there is room for.
func tellYear(w *locale.Words, y Year) string {
	if y.SoFar {
		return tellYearAs(w, "journey.alt.so_far", "journey.alt.moods", y)
	}
	return tellYearAs(w, "journey.alt.year", "journey.alt.moods", y)
}

// tellYearAs is tellYear with another beginning, and another sentence of moods.
func tellYearAs(w *locale.Words, begins, moods string, y Year) string {
	return shortEnough(func(most int) string { return tellYearWith(w, begins, moods, y, most) })
}

// shortEnough is a text with as many items as there is room for.
func shortEnough(tell func(most int) string) string {
	for most := 20; most > 0; most-- {
		if text := tell(most); utf8.RuneCountInString(text) < altLength {
			return text
		}
	}
	return clip(tell(0), altLength-1)
}

// tellYearWith tells at most so many of a kind.
func tellYearWith(w *locale.Words, begins, moods string, y Year, most int) string {
	text := w.Say(begins, "Title", clip(y.Title, 60), "Span", span(w, y.From, y.Until))
	add := func(key string, pairs ...any) { text = w.Join(text, w.Say(key, pairs...)) }
	if y.empty() {
		add("journey.year.empty")
	}
	if n := len(y.Moods); n > 0 {
		add(moods, "Count", n, "From", w.DayOf(y.Moods[0].Day, y.From), "Until", w.DayOf(y.Moods[n-1].Day, y.From))
	}
	if keys := tellKeys(w, y.Steps); len(keys) > 0 {
		add("journey.alt.steps", "Steps", w.List(keys))
	}
	var sessions, circles, marks []string
	for _, s := range y.Sessions {
		if s.Attended {
			sessions = append(sessions, w.Say("journey.alt.session", "Day", w.DayOf(s.Day, y.From), "Theme", clip(s.Theme, 24)))
		}
	}
	for _, c := range y.Circles {
		circles = append(circles, w.Say("journey.alt.circle", "Span", span(w, c.From, c.Until), "Topic", clip(c.Topic, 24)))
	}
	for _, m := range y.Marks {
		marks = append(marks, w.Say("journey.alt.mark", "Day", w.DayOf(m.Day, y.From), "Words", clip(m.Words, 40)))
	}
	for _, kind := range []struct {
		name  string
		items []string
	}{{"sessions", sessions}, {"circles", circles}, {"marks", marks}} {
		told := kind.items[:min(len(kind.items), most)]
		switch more := len(kind.items) - len(told); {
		case len(kind.items) == 0:
		case len(told) == 0:
			add("journey.alt."+kind.name+"_many", "Count", more)
		case more > 0:
			add("journey.alt."+kind.name+"_more", "Items", w.List(told), "Count", more)
		default:
			add("journey.alt."+kind.name, "Items", w.List(told))
		}
	}
	if y.Reflections > 0 {
		add("journey.alt.reflections", "Count", y.Reflections)
	}
	return text
}

// tellKeys says how many steps of each key there were, in the usual order of the keys.
func tellKeys(w *locale.Words, steps []Step) []string {
	var told []string
	for _, key := range cohort.Keys {
		count := 0
		for _, s := range steps {
			if s.Key == key {
				count++
			}
		}
		if count > 0 {
			told = append(told, w.Say("journey.alt.key", "Key", w.Say("journey.key."+string(key)), "Count", count))
		}
	}
	return told
}

// clip is a text on one line, cut after so many letters.
func clip(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}
