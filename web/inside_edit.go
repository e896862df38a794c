package web

import (
	"encoding/hex"
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// valueEdit is an open edit of a value. The zero value means no edit.
type valueEdit struct {
	on    bool
	key   string // key of the element, as hex
	cpu   int    // the CPU of the value in a per-CPU map
	wrong string
}

// EditValue opens the edit of the value with a key and, in a per-CPU map, of one CPU.
func (in *Inside) EditValue(key string, cpu int) {
	in.edit = valueEdit{on: true, key: key, cpu: cpu}
}

// stopEdit closes the edit without a change.
func (in *Inside) stopEdit() {
	in.edit = valueEdit{}
	in.changed()
}

// LeaveValue closes the edit without a change, unless its text is invalid.
func (in *Inside) LeaveValue() {
	if in.edit.wrong == "" {
		in.edit = valueEdit{}
	}
}

// SetValue runs the call that updates the element with the typed value.
func (in *Inside) SetValue(typed string) {
	e := &in.edit
	m, open := in.openMap()
	el, page, there := in.shownElement(e.key)
	if !e.on || !open || !there {
		return
	}
	b, err := in.formFor(m, true).Parse(typed, int(m.ValueSize))
	if err == nil {
		bytes, _ := hex.DecodeString(el.Value) // the core wrote the key
		copy(bytes[e.cpu*page.Stride:], b)
		key, _ := hex.DecodeString(e.key)
		if err = in.element(abi.BPF_MAP_UPDATE_ELEM, m, key, bytes); err == nil {
			return
		}
	}
	e.wrong = sentence(err)
}

// shownElement returns the element with a key on the shown page.
func (in *Inside) shownElement(key string) (core.Element, *core.Inside, bool) {
	if page := in.page(); page != nil {
		for _, e := range page.Elements {
			if e.Key == key && !e.Branch {
				return e, page, true
			}
		}
	}
	return core.Element{}, nil, false
}

// DeleteKey runs the call that deletes an element of the open map.
func (in *Inside) DeleteKey(key string) {
	m, open := in.openMap()
	b, err := hex.DecodeString(key)
	if !open || err != nil {
		return
	}
	if err := in.element(abi.BPF_MAP_DELETE_ELEM, m, b, nil); err != nil {
		in.fail(err)
	}
}

// AddElement runs the call that updates an element of the open map, or pushes the value if the map has no keys.
func (in *Inside) AddElement(key, typed string) {
	delete(in.wrong, newKeyInput)
	delete(in.wrong, newValueInput)
	m, open := in.openMap()
	if !open {
		return
	}
	var k []byte
	if m.KeySize > 0 {
		var err error
		if k, err = in.formFor(m, false).Parse(key, int(m.KeySize)); err != nil {
			in.wrong[newKeyInput] = sentence(err)
			in.changed()
			return
		}
	}
	v, err := in.formFor(m, true).Parse(typed, int(m.ValueSize))
	if page := in.page(); err == nil && page != nil && page.Stride > 0 {
		one := append(v, make([]byte, page.Stride-len(v))...)
		for v = nil; len(v) < page.CPUs*page.Stride; {
			v = append(v, one...)
		}
	}
	if err == nil {
		err = in.element(abi.BPF_MAP_UPDATE_ELEM, m, k, v)
	}
	if err != nil {
		in.wrong[newValueInput] = sentence(err)
		in.changed()
		return
	}
	in.host.SetValue(newKeyInput, "")
	in.host.SetValue(newValueInput, "")
}

// lowestFD returns the lowest descriptor of a task for a map after the last call.
func (in *Inside) lowestFD(task, nr int) (fd int, ok bool) {
	v := in.desk.session.Kernel().View()
	leads := map[int]bool{}
	for _, f := range v.Files {
		leads[f.Nr] = f.Map == nr
	}
	for _, t := range v.Tasks {
		for _, d := range t.FDs {
			if t.Nr == task && leads[d.File] {
				return d.FD, true
			}
		}
	}
	return 0, false
}

// element runs a call on one element of a map, by the chosen task, at the end of the history. A refusal by the kernel is
// not an error.
func (in *Inside) element(cmd abi.Cmd, m core.MapView, key, bytes []byte) error {
	task := in.draft.Task
	fd, ok := in.lowestFD(task, m.Nr)
	if !ok {
		return fmt.Errorf("task %d has no descriptor of map %d after the last call: choose another task", task, m.Nr)
	}
	d := newDraftCall()
	d.Task, d.Op, d.Cmd = task, core.OpBpf, cmd
	d.begin(cmd, in.desk.machine().Release)
	d.Attr = abi.ElemMapFD.Put(d.Attr, uint64(fd))
	if len(key) == 0 {
		d.Attr = abi.ElemKey.Put(d.Attr, 0)
	}
	if room := uint64(core.ArenaPages-1)*core.PAGE_SIZE - (abi.ElemValue.Value(d.Attr) - core.ArenaStart); uint64(len(bytes)) > room {
		return fmt.Errorf("value of %d bytes is too long: the task has memory for %d", len(bytes), room)
	}
	d.buffers = map[string][]byte{abi.ElemKey.Name: key, abi.ElemValue.Name: bytes}
	in.edit = valueEdit{}
	_, err := in.desk.Do(d.call())
	return err
}

// changer returns a sentence about the task and descriptor that change the open map.
func (in *Inside) changer() string {
	task := in.draft.Task
	if fd, ok := in.lowestFD(task, in.nr); ok {
		return fmt.Sprintf("A change runs as a call by task %d on descriptor %d, at the end of the history.", task, fd)
	}
	return fmt.Sprintf("Task %d has no descriptor of this map, so it cannot change it.", task)
}
