package web

import (
	"encoding/hex"
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// valueEdit is the value that is being changed. The zero value is none.
type valueEdit struct {
	on    bool
	key   string // of the element, as hex
	cpu   int    // whose value it is, in a per-CPU map
	wrong string
}

// EditValue begins to change a value of the open map: of the element with a key, and of one processor.
func (s *Store) EditValue(key string, cpu int) {
	s.inside.edit = valueEdit{on: true, key: key, cpu: cpu}
}

// LeaveValue ends that without a change, unless something is wrong that is yet to be mended.
func (s *Store) LeaveValue() {
	if s.inside.edit.wrong == "" {
		s.inside.edit = valueEdit{}
	}
}

// SetValue makes the call that gives the element that is being changed the value that was typed.
func (s *Store) SetValue(typed string) {
	e := &s.inside.edit
	m, open := s.openMap()
	el, in, there := s.shownElement(e.key)
	if !e.on || !open || !there {
		return
	}
	b, err := s.formFor(m, true).Parse(typed, int(m.ValueSize))
	if err == nil {
		value, _ := hex.DecodeString(el.Value) // the core wrote it
		copy(value[e.cpu*in.Stride:], b)
		key, _ := hex.DecodeString(e.key)
		if err = s.element(abi.BPF_MAP_UPDATE_ELEM, m, key, value); err == nil {
			return
		}
	}
	e.wrong = err.Error()
}

// shownElement is the element with a key on the page that is shown.
func (s *Store) shownElement(key string) (core.Element, *core.Inside, bool) {
	if in := s.page(); in != nil {
		for _, e := range in.Elements {
			if e.Key == key && !e.Branch {
				return e, in, true
			}
		}
	}
	return core.Element{}, nil, false
}

// DeleteKey makes the call that deletes an element of the open map.
func (s *Store) DeleteKey(key string) {
	m, open := s.openMap()
	b, err := hex.DecodeString(key)
	if !open || err != nil {
		return
	}
	if err := s.element(abi.BPF_MAP_DELETE_ELEM, m, b, nil); err != nil {
		s.fail(err)
	}
}

// AddElement makes the call that puts an element into the open map; a map without keys has the value pushed.
func (s *Store) AddElement(key, value string) {
	in := &s.inside
	delete(in.wrong, newKeyInput)
	delete(in.wrong, newValueInput)
	m, open := s.openMap()
	if !open {
		return
	}
	var k []byte
	if m.KeySize > 0 {
		var err error
		if k, err = s.formFor(m, false).Parse(key, int(m.KeySize)); err != nil {
			in.wrong[newKeyInput] = err.Error()
			s.changed()
			return
		}
	}
	v, err := s.formFor(m, true).Parse(value, int(m.ValueSize))
	if page := s.page(); err == nil && page != nil && page.Stride > 0 {
		one := append(v, make([]byte, page.Stride-len(v))...)
		for v = nil; len(v) < page.CPUs*page.Stride; {
			v = append(v, one...)
		}
	}
	if err == nil {
		err = s.element(abi.BPF_MAP_UPDATE_ELEM, m, k, v)
	}
	if err != nil {
		in.wrong[newValueInput] = err.Error()
		s.changed()
		return
	}
	s.host.SetValue(newKeyInput, "")
	s.host.SetValue(newValueInput, "")
}

// holderOf is the lowest descriptor through which a task reaches a map after the last call.
func (s *Store) holderOf(task, nr int) (fd int, ok bool) {
	v := s.session.Kernel().View()
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

// element makes a call on one element of a map, by the chosen task, at the end of the history. The error says why it
// cannot be made; what the kernel answers is in the history.
func (s *Store) element(cmd abi.Cmd, m core.MapView, key, value []byte) error {
	task := s.draft.Task
	fd, ok := s.holderOf(task, m.Nr)
	if !ok {
		return fmt.Errorf("task %d has no descriptor of map %d after the last call: choose a task that has one, or let it get one", task, m.Nr)
	}
	d := newDraft()
	d.Task, d.Op, d.Cmd = task, core.OpBpf, cmd
	d.begin(cmd, s.session.Machine().Release)
	d.Attr = abi.ElemMapFD.Put(d.Attr, uint64(fd))
	if len(key) == 0 {
		d.Attr = abi.ElemKey.Put(d.Attr, 0)
	}
	if room := uint64(core.ArenaPages-1)*core.PAGE_SIZE - (abi.ElemValue.Value(d.Attr) - core.ArenaStart); uint64(len(value)) > room {
		return fmt.Errorf("a value of %d bytes does not fit into the task's memory: %d bytes are left there", len(value), room)
	}
	d.buffers = map[string][]byte{abi.ElemKey.Name: key, abi.ElemValue.Name: value}
	s.inside.edit = valueEdit{}
	_, err := s.Do(d.call())
	return err
}
