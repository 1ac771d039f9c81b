package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// personal are the methods of a transaction that return what is somebody's, without asking who reads it.
var personal = []string{"Reflection", "Reflections", "TakenBack", "Story", "StoriesOf", "Offer", "Offers", "ToldBy", "Aims", "Turns", "Turn", "SheetOf", "Enquiry", "Enquiries",
	"Ask", "AsksBy", "AsksGiven", "FeedbackOf", "FeedbackOn", "FeedbackEver", "WhoCame", "WhoCameNamed", "PresenceOf"}

// mayAskFor says which functions may call them, and why nobody sees by that what is not theirs.
var mayAskFor = map[string][]string{
	"it asks nudges.MaySee, or cohort.MaySee": {
		"handlers.cheer", "handlers.voice", "nudges.storyBlocks", "nudges.wordShared", "nudges.wordTrying",
	},
	"it asks whether it is the actor's own": {
		"handlers.ownOffer", "handlers.ownStory", "handlers.ownAsk", "handlers.takeBack", "handlers.untellCircle", "handlers.ownReflection", "handlers.becoming",
		"handlers.keep", "handlers.keepForm", // they begin with ownOffer
	},
	"it asks for what the actor wrote or was offered": {
		"handlers.ownHome", "handlers.coachNotes", "handlers.gentle", "handlers.searched",
		"handlers.saidElsewhere", "handlers.reflections", "handlers.roomForStory", "handlers.stories", "handlers.storiesHere", "handlers.strangerBlocks",
		"handlers.interview", "handlers.ownAims", "handlers.ownTurns", "handlers.saveTurn", "handlers.turnForm", "handlers.turnOffForm",
		"handlers.ownAsks", "handlers.saveAsk", "handlers.feedbackForm", "handlers.saveFeedback", "handlers.cameBlocks", "handlers.keepCame", "handlers.saidWord",
		"handlers.showOffer", "handlers.smallerStep", "handlers.step", "handlers.stepNow",
	},
	"it words it to the person whose it is, or reckons with it for them": {
		"nudges.OfferMessage", "nudges.ShowAnew", "nudges.lifeOf", "nudges.TogetherToday", "nudges.wordDiary",
		"nudges.momentOf", "nudges.notTold", "nudges.redrawnNudge", "nudges.Travelled",
		"nudges.unshared", "nudges.wordNudge", "nudges.wordReply", "nudges.wordPlan", "nudges.wordUnshared",
	},
	"it shows what was asked, or who came, to whom request.hears or the cohort's file lets see it": {"handlers.questionsAsked", "handlers.whoCame", "nudges.AskBlocks"},
	"it sums up what was said, or shows the sum":                                                   {"nudges.SumUp", "nudges.linesOf"},
	"it has the lists of a reflection's writer follow it, and shows nothing":                       {"handlers.grow"},
	"it takes what was shared away":                                                                {"nudges.unshare", "nudges.storiesChanged"},
	"it has names hidden before anything is sent, and shows nothing":                               {"handlers.knownNames"},
	"its asker sends it to the organisers, and says whether their name goes along":                 {"handlers.enquiry", "handlers.enquiries", "nudges.wordEnquiry"},
	"it gathers what somebody is to have of their own": {"nudges.GatherEverything", "nudges.YearOf", "nudges.sessions", "nudges.marks",
		"nudges.quotableAims", "nudges.turnsOf", "nudges.keepsakeInWords", "nudges.wordKeepsake"},
}

// A function that asks for what is somebody's has to be named above, with the reason why it asks cohort.MaySee, or need not.
func TestNobodyReadsPastTheRule(t *testing.T) {
	reasons := map[string]bool{}
	for _, functions := range mayAskFor {
		for _, f := range functions {
			reasons[f] = false
		}
	}
	for _, room := range []string{".", "nudges", "handlers", "rehearsal", "demo", "bot"} {
		for function, method := range asking(t, room) {
			if _, known := reasons[function]; !known {
				t.Errorf("%s asks for %s of somebody, and mayAskFor does not say why it may", function, method)
			}
			reasons[function] = true
		}
	}
	for function, found := range reasons {
		if !found {
			t.Errorf("%s is in mayAskFor, and asks for nothing", function)
		}
	}
}

// asking lists the functions of a room that call one of the personal methods.
func asking(t *testing.T, room string) map[string]string {
	t.Helper()
	found := map[string]string{}
	packages, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.DeleteFunc(packages, func(p string) bool { return strings.HasSuffix(p, "_test.go") }) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(function, func(n ast.Node) bool {
				if method := called(n); slices.Contains(personal, method) {
					found[file.Name.Name+"."+function.Name.Name] = method
				}
				return true
			})
		}
	}
	return found
}

// called is the method of a transaction that is named, also without being called at once: it may be handed on.
func called(n ast.Node) string {
	selector, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch on := selector.X.(type) {
	case *ast.Ident:
		if on.Name != "tx" {
			return ""
		}
	case *ast.SelectorExpr:
		if on.Sel.Name != "tx" {
			return ""
		}
	default:
		return ""
	}
	return selector.Sel.Name
}
