package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
)

// The form and the history: which call the form shows, and where its call goes.

// settled records that the call of the form is call n of the history, or a new call that is not edited yet.
func (d *Draft) settled(n int) { d.of, d.clean = n, d.callText() }

// dirty reports whether the user has changed the form since it showed a call.
func (d *Draft) dirty() bool { return d.faulty() || d.callText() != d.clean }

// visit shows the call that the user has gone to in the form, unless that would lose changes.
func (d *Draft) visit() {
	n := d.desk.at.Call
	if n == 0 || n == d.of || d.dirty() {
		return
	}
	c, _ := d.desk.session.Call(n)
	if !formTakes(&c.Call) {
		d.of = 0
		return
	}
	d.show(c.Call)
	d.settled(n)
}

// shifted forgets the number of the call that the form shows.
func (d *Draft) shifted() { d.of = 0 }

// Edit puts a call into the form for editing. If it is the shown call, the form can replace it.
func (d *Draft) Edit(c core.Call) {
	d.show(c)
	of := 0
	if n := d.desk.at.Call; n > 0 {
		if shown, _ := d.desk.session.Call(n); formTakes(&shown.Call) && shown.Call.String() == c.String() {
			of = n
		}
	}
	d.settled(of)
	d.tab = CallTab
}

// show puts a call into the form.
func (d *Draft) show(c core.Call) {
	d.settleInputs("")
	d.Task = c.Task
	if c.Op == core.OpBpf {
		d.Op, d.Cmd, d.Addr, d.Size = core.OpBpf, c.Cmd(), c.Args[1], uint32(c.Args[2])
		attr := c.Attr()
		if attr != nil {
			d.Attr = slices.Clone(attr)
		}
		d.Own = nil
		for _, w := range c.Writes {
			if !mapped(w.Addr) && len(w.Bytes) <= attrMost {
				d.Own = append(d.Own, w.Addr)
			}
		}
		d.buffers, d.others = map[string][]byte{}, nil
		for _, w := range c.Writes {
			if !d.takeBuffer(w) && (attr == nil || w.Addr != d.Addr) && w.Addr != farLogAt {
				d.others = append(d.others, w)
			}
		}
		d.keepSource()
	} else {
		d.takeArgs(&c)
	}
	d.keepTask()
	d.changed()
}

// replaces reports whether Run replaces the shown call: the form shows it, and it is not the last one.
func (d *Draft) replaces() bool {
	n := d.desk.at.Call
	return n > 0 && n == d.of && n < d.desk.session.Len()
}

// Run runs the call of the form in place of the shown call, or at the end of the history.
func (d *Draft) Run() {
	if d.replaces() {
		d.Replace()
		return
	}
	d.Append()
}

// Append runs the call of the form at the end of the history.
func (d *Draft) Append() {
	if !d.ready() {
		return
	}
	if d.Op.MakesTask() {
		d.Args[0] = uint64(d.desk.session.Kernel().FreeTask())
	}
	if _, err := d.desk.Do(d.call()); err == nil {
		d.ran(d.desk.session.Len())
	}
}

// Replace runs the call of the form in place of the shown call.
func (d *Draft) Replace() {
	if n := d.desk.at.Call; n > 0 && d.ready() {
		d.desk.Replace(n, d.call(), d.ranShown)
	}
}

// Insert runs the call of the form before the shown call.
func (d *Draft) Insert() {
	if n := d.desk.at.Call; n > 0 && d.ready() {
		d.desk.Insert(n, d.call(), d.ranShown)
	}
}

// ready reports whether the call of the form can run.
func (d *Draft) ready() bool {
	if d.faulty() {
		d.fail(fmt.Errorf("the call did not run: correct the input that is marked"))
		return false
	}
	return true
}

// ranShown notes that the call of the form is the shown call.
func (d *Draft) ranShown() { d.ran(d.desk.at.Call) }

// ran notes that the call of the form is call n of the history.
func (d *Draft) ran(n int) {
	d.settled(n)
	d.tab = HistoryTab
}
