package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/history"
)

// Changes that scripts make to the session on the page.

// Boot boots another machine. Undo restores the previous session.
func (d *Desk) Boot(m core.Machine) error {
	if err := m.Check(); err != nil {
		return err
	}
	d.keepForUndo()
	d.boot(m)
	return nil
}

// Write writes to a task's memory. The write becomes part of the task's next call.
func (d *Desk) Write(task int, w core.Write) error {
	if err := d.session.Kernel().Write(task, w); err != nil {
		return err
	}
	for i, p := range d.pending[task] {
		if p.Addr == w.Addr && len(p.Bytes) == len(w.Bytes) {
			d.pending[task] = append(d.pending[task][:i], d.pending[task][i+1:]...)
			break
		}
	}
	d.pending[task] = append(d.pending[task], w)
	return nil
}

// Make runs a call with the writes of its task since the task's last call.
func (d *Desk) Make(c core.Call) (int64, error) {
	c.Writes = append(d.pending[c.Task], c.Writes...)
	ret, err := d.session.Do(c)
	if err != nil {
		return 0, err
	}
	delete(d.pending, c.Task)
	d.goTo(d.last())
	return ret, nil
}

// Explain explains the last call.
func (d *Desk) Explain() (history.Explanation, error) {
	if d.session.Len() == 0 {
		return history.Explanation{}, fmt.Errorf("no call to explain")
	}
	return d.session.Trace(d.session.Len()).Explain(), nil
}
