package sandbox

import "context"

// Change says what is new in the workspace.
type Change struct {
	Revision int    `json:"revision"`
	Channel  string `json:"channel"` // a conversation has a new or changed message
	Modal    bool   `json:"modal"`
	Home     bool   `json:"home"`
	Clock    bool   `json:"clock"`
}

// change counts a change and tells everybody who waits for one. The workspace is locked.
func (w *Workspace) change(c Change) {
	w.revision++
	c.Revision = w.revision
	close(w.changed)
	w.changed = make(chan struct{})
	for notice := range w.notices {
		select {
		case notice <- c:
		default: // it has changes to fetch already
		}
	}
}

// Await returns when a condition holds, which it asks again after each change of the workspace, or with the context's
// error.
func (w *Workspace) Await(ctx context.Context, holds func() bool) error {
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watch subscribes to changes until stop is called.
func (w *Workspace) watch() (changes <-chan Change, stop func()) {
	notice := make(chan Change, 64)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notices[notice] = ""
	return notice, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.notices, notice)
	}
}
