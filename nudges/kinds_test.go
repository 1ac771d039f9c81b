package nudges

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"ippo/locale"
)

// Why a kind is shown to who runs Ippo, and hidden behind another.
const (
	toAll       = "everybody who takes part gets it"
	toAChannel  = "it stands in the cohort's channel"
	toARoom     = "it goes to a circle's room, and names nobody"
	ofCircle    = "organisers form circles, and see who is in which"
	toOrganizer = "it goes to an organiser, or to who announced something"

	comes  = "it would tell who said that they come to a session"
	writes = "it would tell who wrote something, or takes it back"
	doing  = "it would tell what somebody does about steps"
	takes  = "it would tell who takes along what is theirs, or has it erased"
	opened = "whose circle it is stands in the channel"
)

// shownKinds is how each kind is shown to who runs Ippo, and why. Whoever adds a kind says so here.
var shownKinds = map[string][2]string{
	KindReminder: {KindReminder, toAChannel}, KindInvitation: {KindInvitation, toAll}, KindNudge: {KindNudge, toAll}, KindFarewell: {KindFarewell, toAll},
	KindAnnouncement: {KindAnnouncement, toAll}, KindAttachment: {KindAttachment, toAll}, KindReport: {KindReport, toOrganizer}, KindFormed: {KindFormed, toOrganizer},
	KindUnreachable: {KindUnreachable, toOrganizer}, KindTrial: {KindTrial, toOrganizer}, KindTrialFile: {KindTrialFile, toOrganizer}, KindApproval: {KindApproval, toOrganizer},
	KindTable: {KindTable, toOrganizer}, KindAudit: {KindAudit, toOrganizer}, KindTemplate: {KindTemplate, toOrganizer}, KindEnquiry: {KindEnquiry, toOrganizer}, KindReply: {KindNudge, "it would tell who asked something"},
	KindDigest: {KindDigest, toOrganizer}, KindOverview: {KindOverview, toOrganizer},
	KindMoved: {KindNudge, comes}, KindOff: {KindNudge, comes}, KindEntry: {KindNudge, comes},
	KindMaterials: {KindMaterials, toAChannel}, KindHeard: {KindHeard, "it goes to who speaks at a session, and names nobody else"},

	KindPlace: {KindPlace, "organisers see who waits, and who takes part"}, KindWelcome: {KindWelcome, "organisers see who came in"},
	KindAgain: {KindAgain, "everybody who took part gets it"}, KindAlumnus: {KindAlumnus, toAll},

	KindPlan: {KindNudge, doing}, KindCheckIn: {KindNudge, doing}, KindTrying: {KindShared, doing},
	KindDiary: {KindNudge, writes}, KindUnshared: {KindNudge, writes}, KindLetter: {KindNudge, writes}, KindRetention: {KindNudge, writes},
	KindShared:  {KindShared, "where it stands is seen by all there; the ledger does not say whose it is"},
	KindPicture: {KindNudge, takes}, KindPages: {KindNudge, takes}, KindSheet: {KindNudge, takes}, KindInWords: {KindNudge, takes},
	KindExport: {KindNudge, takes}, KindErased: {KindNudge, takes},

	KindCircle: {KindCircle, toARoom}, KindEnded: {KindEnded, toARoom}, KindLeaving: {KindLeaving, toARoom}, KindJoined: {KindJoined, toARoom},
	KindStaying: {KindStaying, toARoom}, KindAfter: {KindAfter, toARoom}, KindThanks: {KindThanks, toARoom},
	KindTimes: {KindTimes, toARoom}, KindFixed: {KindFixed, toARoom}, KindCalendar: {KindCalendar, toARoom}, KindAgenda: {KindAgenda, toARoom},
	KindDidMeet: {KindDidMeet, toARoom}, KindSilence: {KindSilence, toARoom}, KindCalledOff: {KindCalledOff, toARoom},
	KindUnplaced: {KindUnplaced, "organisers form circles, and see who has no place"}, KindLeftAlone: {KindLeftAlone, ofCircle},
	KindOpening: {KindOpening, toAChannel}, KindUnopened: {KindUnopened, opened}, KindWaiting: {KindWaiting, opened},
}

// Who runs Ippo learns from no kind who wrote something or takes it back. What is shown as another has company there: else it would be known
// all the same.
func TestEveryKindIsShownForAReason(t *testing.T) {
	for kind, is := range kinds {
		shown, said := shownKinds[kind]
		switch {
		case !said:
			t.Errorf("nobody said how the kind %s is shown, and why", kind)
		case ShownKind(kind) != shown[0]:
			t.Errorf("the kind %s is shown as %s, not as %s: %s", kind, ShownKind(kind), shown[0], shown[1])
		case ShownKind(shown[0]) != shown[0]:
			t.Errorf("the kind %s is shown as %s, which is hidden itself", kind, shown[0])
		case kind != shown[0] && is.to == toPerson && shown[0] != KindNudge && kind != KindErased:
			t.Errorf("the kind %s goes to one person and is shown as %s, which not everybody gets", kind, shown[0])
		}
		if (shown[1] == toARoom) != (is.to == toRoom && kind != KindTrying) || (shown[1] == toAChannel) != (is.to == toChannel && kind != KindShared) {
			t.Errorf("the kind %s goes elsewhere than said: %s", kind, shown[1])
		}
	}
	if len(shownKinds) != len(kinds) {
		t.Errorf("%d kinds are said something of, and %d there are", len(shownKinds), len(kinds))
	}
}

// Each kind of delivery that there is has an addressee, words, and a name in each language.
func TestEveryKindIsKnown(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "kinds.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		constant, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(constant.Names[0].Name, "Kind") {
			return true
		}
		name, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		named[name] = true
		return true
	})
	for name := range named {
		if _, known := kinds[name]; !known {
			t.Errorf("the kind %s has no addressee", name)
		}
		if wordings[name] == nil {
			t.Errorf("the kind %s has no words", name)
		}
		for _, language := range locale.Languages() {
			if !locale.In(language).Has("kinds." + name) {
				t.Errorf("the kind %s is not called anything in %s", name, language)
			}
		}
	}
	if len(named) < 20 || len(kinds) != len(named) || len(wordings) != len(named) {
		t.Errorf("%d kinds, %d with an addressee, %d with words", len(named), len(kinds), len(wordings))
	}
}
