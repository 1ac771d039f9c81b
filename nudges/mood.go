package nudges

import (
	"strconv"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
)

// Faces are the moods, the brightest first.
const Faces = 5

// MoodBlocks are the five faces, which become a reflection of an id by a press, and what was pressed or written already.
func MoodBlocks(w *locale.Words, id string, r cohort.Reflection) []chat.Block {
	var blocks []chat.Block
	var faces chat.Buttons
	for mood := Faces; mood >= 1; mood-- {
		face := strconv.Itoa(mood)
		faces = append(faces, chat.Button{Action: ActionMood, Value: Value(id, face), Label: w.Say("reflect.mood_" + face), Primary: int(r.Mood) == mood})
	}
	below := chat.Buttons{{Action: ActionLine, Value: id, Label: w.Say("mood.line")}}
	if !r.Empty() {
		if r.Mood > 0 {
			blocks = append(blocks, chat.Text(w.Say("mood.chosen", "Face", w.Say("reflect.mood_"+strconv.Itoa(int(r.Mood))))))
		}
		blocks = append(blocks, ReflectionBlocks(w, r)...)
		below = append(below, chat.Button{Action: ActionTakeBack, Value: id, Label: w.Say("reflect.take_back")})
	}
	return append(blocks, faces, below)
}

// MoodHint says, below the faces, who reads what becomes of them.
func MoodHint(w *locale.Words, r cohort.Reflection, hint string) chat.Context {
	if r.Visibility == "" || r.Visibility == cohort.OnlyMe {
		return chat.Context(w.Say(hint))
	}
	return chat.Context(w.Say("mood.read_by", "Who", w.Say("reflect.visibility_"+string(r.Visibility))))
}

// A run of low moods.
const (
	lowest    = 2 // and below it
	runOfDays = 3
	runWithin = 21 * 24 * time.Hour
)

// LowRun reports whether a reflection completes a run of low moods: with it the moods of the newest three days on which one was given are
// low, the one before is not, and without it that was not so. The reflections are the writer's, newest first.
func LowRun(all []cohort.Reflection, id string, zone *time.Location) bool {
	newest := moodsByDay(all, "", zone)
	if len(newest) == 0 || newest[0].ID != id {
		return false
	}
	return lowRun(newest) && !lowRun(moodsByDay(all, id, zone))
}

func lowRun(days []cohort.Reflection) bool {
	for i, r := range days {
		switch low := r.Mood <= lowest; {
		case i == runOfDays:
			return !low
		case !low || days[0].Written.Sub(r.Written) > runWithin:
			return false
		}
	}
	return len(days) >= runOfDays
}

// moodsByDay are the last moods of the newest days, besides one reflection.
func moodsByDay(all []cohort.Reflection, besides string, zone *time.Location) (days []cohort.Reflection) {
	for _, r := range all {
		if r.Mood == 0 || r.ID == besides {
			continue
		}
		if len(days) > 0 && cohort.Midnight(days[len(days)-1].Written, zone).Equal(cohort.Midnight(r.Written, zone)) {
			continue
		}
		if days = append(days, r); len(days) > runOfDays {
			break
		}
	}
	return days
}
