package config

import (
	"cmp"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// says reports whether a cell says one of these words.
func says(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.EqualFold(plain(word), text) })
}

// isExample reports whether a row is marked as an example.
func isExample(row tableRow) bool {
	for _, cell := range row.cells {
		text := strings.ToLower(plain(cell))
		for _, mark := range spellings.Example {
			if text != "" && strings.HasPrefix(text, mark) {
				return true
			}
		}
	}
	return false
}

// isRemark reports whether nothing but a remark stands in a row.
func isRemark(row tableRow) bool {
	text, filled := "", 0
	for _, cell := range row.cells {
		if one := plain(cell); one != "" {
			text = one
			filled++
		}
	}
	return filled == 1 && strings.HasPrefix(text, "※")
}

// Email is the address that a cell holds, as it is compared: plain, in small letters, without a name before it. Nothing: it holds none.
func Email(text string) string {
	text = strings.TrimPrefix(strings.ToLower(plain(text)), "mailto:")
	address, err := mail.ParseAddress(text)
	if err != nil {
		return ""
	}
	_, place, _ := strings.Cut(address.Address, "@")
	if !strings.Contains(place, ".") || strings.ContainsAny(address.Address, " \t\n\"") {
		return ""
	}
	return address.Address
}

// Date patterns. What follows the date in a cell is left to be read as a time.
var (
	eraDate = regexp.MustCompile(`^(令和|平成|昭和|令|平|昭|[RHSrhs])\s*\.?\s*(元|\d{1,2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?`)
	isoDate = regexp.MustCompile(`^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?`)
	packed  = regexp.MustCompile(`^(20\d{2})(\d{2})(\d{2})$`)
	weekday = regexp.MustCompile(`^\s*,?\s*\(?\s*([月火水木金土日]|(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*)(?:曜日|曜)?\s*\)?\s*,?`)
	serial  = regexp.MustCompile(`^\d{5}(\.\d+)?$`)
)

// englishDates are the ways of writing a month by its name. Numbers alone, as in 12/9/2026, mean different days in different countries.
var englishDates = []string{"2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006", "2-Jan-2006", "02-Jan-06"}

// calendarDay is a day without a clock, in UTC.
func calendarDay(year, month, day int) (time.Time, bool) {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return at, at.Year() == year && int(at.Month()) == month && at.Day() == day
}

// dateIn reads the day at the beginning of a cell, and returns what follows it. earlier is how many days a table's own count begins later.
func dateIn(text string, earlier int) (day time.Time, rest string, ok bool) {
	text = plain(text)
	if serial.MatchString(text) {
		count, _ := strconv.ParseFloat(text, 64)
		whole := int(count)
		day, _ = calendarDay(1899, 12, 30)
		return day.AddDate(0, 0, whole+earlier), strconv.FormatFloat(count-float64(whole), 'f', -1, 64), true
	}
	if parts := eraDate.FindStringSubmatch(text); parts != nil {
		year := 1
		if parts[2] != "元" {
			year, _ = strconv.Atoi(parts[2])
		}
		day, ok = calendarDay(spellings.Eras[strings.ToLower(parts[1])]+year, number(parts[3]), number(parts[4]))
		return afterDay(day, text[len(parts[0]):], ok)
	}
	for _, pattern := range []*regexp.Regexp{isoDate, packed} {
		if parts := pattern.FindStringSubmatch(text); parts != nil {
			day, ok = calendarDay(number(parts[1]), number(parts[2]), number(parts[3]))
			return afterDay(day, text[len(parts[0]):], ok)
		}
	}
	return englishDate(text)
}

// afterDay checks the day of the week that a cell names beside the date: a wrong one is most often a wrong date.
func afterDay(day time.Time, rest string, ok bool) (time.Time, string, bool) {
	parts := weekday.FindStringSubmatch(rest)
	if parts == nil {
		return day, strings.TrimPrefix(strings.TrimSpace(rest), "T"), ok
	}
	named := strings.ToLower(parts[1])
	right := string([]rune("日月火水木金土")[day.Weekday()]) == named || strings.HasPrefix(strings.ToLower(day.Weekday().String()), named[:min(3, len(named))])
	return day, strings.TrimSpace(rest[len(parts[0]):]), ok && right
}

// named finds the day of the week that a cell names in brackets.
var named = regexp.MustCompile(`\(\s*(?:[月火水木金土日](?:曜日?)?|(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\s*\)`)

// otherWeekday reports whether a cell is a date but for the day of the week that it names.
func otherWeekday(text string, earlier int) bool {
	text = plain(text)
	without := named.ReplaceAllString(text, "")
	_, _, ok := dateIn(without, earlier)
	return ok && without != text
}

// englishDate reads a day with the month by its name, with the day of the week before it or not.
func englishDate(text string) (time.Time, string, bool) {
	named := ""
	if parts := weekday.FindStringSubmatch(text); parts != nil {
		named, text = parts[1], strings.TrimSpace(text[len(parts[0]):])
	}
	text = strings.ReplaceAll(strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " "), ". ", " ")
	words := strings.Split(text, " ")
	for _, n := range []int{3, 1} {
		if len(words) < n {
			continue
		}
		for _, layout := range englishDates {
			day, err := time.Parse(layout, strings.Join(words[:n], " "))
			if err != nil {
				continue
			}
			rest := strings.TrimPrefix(strings.Join(words[n:], " "), "at ")
			return day, rest, named == "" || strings.HasPrefix(strings.ToLower(day.Weekday().String()), strings.ToLower(named[:min(3, len(named))]))
		}
	}
	return time.Time{}, "", false
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

var (
	clock    = regexp.MustCompile(`^(午前|午後|AM|PM|am|pm|a\.m\.|p\.m\.)?\s*(\d{1,2})(?:\s*[:時]\s*(?:(\d{1,2}|半)\s*分?)?)?(?::\d{2})?\s*(AM|PM|am|pm|a\.m\.|p\.m\.)?`)
	fraction = regexp.MustCompile(`^[01]?\.\d+(?:[eE]-?\d+)?$|^0$`)
	between  = regexp.MustCompile(`^\s*(?:~|〜|-|–|—|―|ー|から|to|till|until)\s*`)
	behind   = regexp.MustCompile(`^\s*(?:まで|開始|終了|スタート|start|JST)?\s*$`)
)

// timeIn reads the time of day at the beginning of a cell, in minutes, and returns what follows it.
func timeIn(text string) (minutes int, rest string, ok bool) {
	text = plain(text)
	if fraction.MatchString(text) {
		share, err := strconv.ParseFloat(text, 64)
		minutes = int(share*24*60 + .5)
		return minutes, "", err == nil && minutes < 24*60
	}
	parts := clock.FindStringSubmatch(text)
	if parts == nil {
		return 0, text, false
	}
	half := strings.ToLower(strings.ReplaceAll(cmp.Or(parts[1], parts[4]), ".", ""))
	colon := strings.ContainsAny(parts[0], ":時")
	if !colon && half == "" { // a bare number is no time
		return 0, text, false
	}
	hour, minute := number(parts[2]), number(parts[3])
	if parts[3] == "半" {
		minute = 30
	}
	switch half {
	case "午前", "am", "午後", "pm":
		if hour > 12 || hour == 12 && strings.HasPrefix(half, "午") { // noon or midnight? people differ
			return 0, text, false
		}
		hour %= 12
		if half == "午後" || half == "pm" {
			hour += 12
		}
	}
	return hour*60 + minute, text[len(parts[0]):], hour < 24 && minute < 60
}

// span reads a time of day, or one and another: 19:00〜21:00. The length is 0 where there is no other.
func span(text string) (starts, length int, ok bool) {
	starts, rest, ok := timeIn(text)
	if !ok {
		return 0, 0, false
	}
	if between.MatchString(rest) && strings.TrimSpace(between.ReplaceAllString(rest, "")) != "" {
		ends, after, good := timeIn(between.ReplaceAllString(rest, ""))
		return starts, (ends - starts + 24*60) % (24 * 60), good && behind.MatchString(after) && ends != starts
	}
	return starts, 0, behind.MatchString(rest) || strings.TrimSpace(between.ReplaceAllString(rest, "")) == ""
}

var lasting = regexp.MustCompile(`^(?:(\d{1,2}(?:\.\d+)?)\s*(?:時間|hours?|hrs?|h))?\s*(半)?\s*(?:(\d{1,4})(?:\.0+)?\s*(?:分間?|minutes?|mins?|m)?)?$`)

// minutesIn reads a length of time: 120, 120分, 2時間, 1時間半, 1h30m. An Excel duration (0.0833…) is a share of a day.
func minutesIn(text string) (int, bool) {
	text = strings.ToLower(plain(text))
	if text != "0" && fraction.MatchString(text) {
		minutes, _, ok := timeIn(text)
		return minutes, ok
	}
	parts := lasting.FindStringSubmatch(text)
	if parts == nil || text == "" {
		return 0, false
	}
	hours, _ := strconv.ParseFloat(parts[1], 64)
	minutes := int(hours*60+.5) + number(parts[3])
	if parts[2] != "" {
		minutes += 30
	}
	return minutes, minutes > 0 && minutes <= 24*60
}

// speakersIn are the names in a cell, divided by the usual signs. A comma or a stroke within brackets divides nothing.
func speakersIn(text string) (all []string) {
	depth, from := 0, 0
	add := func(to int) {
		if name := strings.Join(strings.Fields(strings.ReplaceAll(text[from:to], "\u3000", " ")), " "); name != "" {
			all = append(all, name)
		}
	}
	for i, r := range text {
		switch {
		case strings.ContainsRune("(（[【「", r):
			depth++
		case strings.ContainsRune(")）]】」", r):
			depth = max(0, depth-1)
		case r == '\n' || r == '\r' || depth == 0 && strings.ContainsRune("、,，/／;；\u0085", r):
			add(i)
			from, depth = i+len(string(r)), 0
		}
	}
	add(len(text))
	return all
}
