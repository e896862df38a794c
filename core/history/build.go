package history

import (
	"errors"
	"fmt"

	"bpfplay/core"
	"bpfplay/core/sliced"
)

// Building makes the calls of a history on a new machine in slices, which may end within a call.
type Building struct {
	session *Session
	calls   []Call
	at      Step
	keeps   bool // calls that cannot be made are kept; otherwise the first one ends the work
	kept    []Kept
	work    *sliced.Work
	err     error
}

// Build begins to make calls on a machine. at is the step that will be shown first. The error is Machine.Check's.
func Build(m core.Machine, calls []Call, at Step) (*Building, error) {
	return begin(m, calls, at, false)
}

func begin(m core.Machine, calls []Call, at Step, keeps bool) (*Building, error) {
	s, err := NewSession(m)
	if err != nil {
		return nil, err
	}
	b := &Building{session: s, calls: calls, at: at, keeps: keeps}
	b.work = sliced.New(b.run)
	return b, nil
}

// Step runs one slice, of about a hundredth of a second, and reports whether calls remain.
func (b *Building) Step() (more bool) { return b.work.Step() }

// Progress returns the number of calls that were made or kept, and of all.
func (b *Building) Progress() (done, total int) { return b.session.Len() + len(b.kept), len(b.calls) }

// Stop ends the work.
func (b *Building) Stop() { b.work.Stop() }

// Session returns the session after the last Step. The error names the call that cannot be made; the session then has the
// calls before it.
func (b *Building) Session() (*Session, error) { return b.session, b.err }

// Kept returns the calls that could not be made; nil unless [Rebuilding] began the work.
func (b *Building) Kept() []Kept { return b.kept }

func (b *Building) run(pause func()) {
	s := b.session
	s.spent.slice = pause
	defer func() { s.spent.slice = nil }()
	at := b.at.Call
	var over *budgetError // no call after it is tried
	for i, c := range b.calls {
		err := error(over)
		if over == nil {
			err = b.make(i+1 == at, c)
		}
		switch {
		case err == nil:
		case !b.keeps:
			b.err = fmt.Errorf("call %d, %s: %w", i+1, c.Op.Name(), err)
			return
		default:
			if over == nil && errors.As(err, &over) {
				f := s.replayed(len(s.calls), s.spent.slice) // the kernel may be in the middle of the call
				s.kernel, s.spent.over = f.kernel, nil
			}
			b.kept = append(b.kept, Kept{c, s.Len(), err.Error()})
			if i < at {
				b.at.Call--
			}
		}
	}
	b.approach()
}

// make makes a call. The call that will be shown keeps its trace.
func (b *Building) make(shown bool, c Call) error {
	if shown {
		if err := b.session.check(&c.Call); err != nil {
			return err
		}
		_, err := b.session.do(c)
		return err
	}
	_, err := b.session.Replay(c)
	return err
}

// approach brings the kernel for looking back near a step before the last call, which takes as long as the calls before it.
func (b *Building) approach() {
	s, at := b.session, b.at
	if at.Call < 1 || at.Call > len(s.calls) || at.Call == len(s.calls) && at.Event < 0 {
		return
	}
	s.steps = s.replayed(at.Call-1, s.spent.slice)
}
