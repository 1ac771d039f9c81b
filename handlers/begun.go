package handlers

import (
	"strings"

	"ippo/chat"
)

// begunMark stands before the state of a form that was opened from the home page. Whatever comes of the form shows there, too.
const begunMark = "home|"

// begunAtHome reports whether an event is a press at home, or concerns a form that was opened there, and returns it without the mark.
func begunAtHome(ev chat.Event) (chat.Event, bool) {
	state, marked := strings.CutPrefix(ev.State, begunMark)
	ev.State = state
	return ev, marked || ev.AtHome
}

// atHome goes on with what was begun at home: a form that follows is marked, a message opens where it is seen, and what was
// changed shows on the page.
func (h *Handler) atHome(r *request, reply chat.Reply, changed bool) chat.Reply {
	if r.ev.Kind == chat.Press && r.ev.AtHome && reply.Say != nil {
		reply.Form, reply.Unopened, reply.Say = r.inForm(reply.Say.Blocks), reply.Say, nil
	}
	if reply.Form != nil {
		marked := *reply.Form
		marked.State = begunMark + marked.State
		reply.Form = &marked
	}
	refused := len(reply.Problems) > 0 || (r.ev.Kind == chat.Submit && reply.Say != nil)
	if !changed || refused || reply.Home != nil {
		return reply
	}
	fresh := &request{h: h, ctx: r.ctx, ev: r.ev, now: r.now} // the language may have changed
	page, err := fresh.answer(job{looksIn, home})
	if err != nil {
		h.log.Error("the home page is not made anew", "error", err)
		return reply
	}
	reply.Home = page.Home
	return reply
}

// inForm shows blocks as a page over what the person sees.
func (r *request) inForm(blocks []chat.Block) *chat.Form {
	return &chat.Form{Title: r.say("home.heading"), Close: r.say("form.close"), Blocks: blocks}
}
