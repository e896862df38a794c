package web

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// What the form on the left does to the draft.

// Draft is the call that is being filled in.
func (s *Store) Draft() *Draft { return &s.draft }

// row is the command of the draft, whether the release has it or not; nil for a number without a name.
func (d *Draft) row() *abi.Command { return d.Cmd.Known(abi.Newest) }

// SetField reads what was typed for a field of the attr.
func (s *Store) SetField(f *abi.Field, typed string) {
	s.draft.setField(f, typed)
	s.changed()
}

// SetByte reads what was typed for one byte: two hex digits, or a whole dump that was pasted there.
func (s *Store) SetByte(at int, typed string) {
	defer s.changed()
	typed = strings.TrimSpace(typed)
	if len(typed) > 2 {
		s.pasteAt(at, typed)
		return
	}
	b, err := hex.DecodeString(fmt.Sprintf("%02s", typed))
	if err != nil || typed == "" {
		s.draft.note(byteInput(at), typed, fmt.Errorf("%q is not a byte: two of 0-9 and a-f would be right", typed))
		return
	}
	s.draft.note(byteInput(at), typed, nil)
	s.draft.setByte(at, b[0])
	if len(typed) == 2 && at+1 < s.draft.bytesShown() {
		s.draft.cursor = at + 1
		s.host.Focus(byteInput(at + 1))
	}
}

// pasteAt takes a dump that was pasted into a byte: from the first byte on it is the whole attr, else it goes there.
func (s *Store) pasteAt(at int, text string) {
	dump, err := paste.ReadDump(text)
	if err == nil {
		err = fits(dump.Records[0])
	}
	if err != nil {
		s.draft.note(byteInput(at), "", err)
		delete(s.draft.typed, byteInput(at))
		return
	}
	s.draft.settle("")
	s.draft.setAttr(append(prefix(s.draft.Attr, at), dump.Records[0]...))
}

// prefix is the first n bytes of attr, zero where it is shorter.
func prefix(attr []byte, n int) []byte {
	return append([]byte{}, abi.Grow(attr[:min(n, len(attr)):min(n, len(attr))], n)...)
}

// SetSize reads what was typed for the size.
func (s *Store) SetSize(typed string) {
	s.draft.setNumber(sizeInput, typed, abi.KindU32, func(v uint64) { s.draft.Size = uint32(v) })
	s.changed()
}

// SetAddr reads what was typed for the address of the attr.
func (s *Store) SetAddr(typed string) {
	s.draft.setNumber(addrInput, typed, abi.KindPointer, func(v uint64) { s.draft.Addr = v })
	s.changed()
}

// SetArg reads what was typed for an argument of a call other than bpf.
func (s *Store) SetArg(i int, typed string) {
	arg := s.draft.Op.Args()[i]
	if arg.Form == core.ArgPath {
		s.draft.note(arg.Name, typed, nil)
		s.draft.Path = typed
		s.changed()
		return
	}
	kind := abi.KindU64
	switch {
	case arg.Form == core.ArgInt:
		kind = abi.KindFD
	case arg.Max <= 1<<32-1:
		kind = abi.KindU32
	}
	s.draft.setNumber(arg.Name, typed, kind, func(v uint64) {
		if kind == abi.KindFD {
			v = uint64(int64(int32(v)))
		}
		s.draft.Args[i] = v
	})
	s.changed()
}

// SetStrace reads a line of strace into the draft.
func (s *Store) SetStrace(typed string) {
	defer s.changed()
	line, err := paste.ReadStraceCall(typed)
	s.draft.note(straceInput, typed, err)
	if err == nil {
		s.takeStrace(line)
		s.draft.settle(straceInput)
	}
}

func (s *Store) takeStrace(line paste.StraceCall) {
	d := &s.draft
	d.Op, d.Cmd, d.Size = core.OpBpf, line.Cmd, line.Size
	if line.Attr == nil {
		d.Addr = line.Addr
		return
	}
	d.Attr, d.Addr = line.Attr, core.ArenaStart
}

// SetCmdNumber reads what was typed for a command without a name.
func (s *Store) SetCmdNumber(typed string) {
	s.draft.setNumber(cmdInput, typed, abi.KindFD, func(v uint64) { s.draft.Cmd = abi.Cmd(int32(v)) })
	s.changed()
}

// Leave is called when the keyboard leaves an input.
func (s *Store) Leave(input string) {
	s.draft.leave(input)
	s.changed()
}

// Choose picks what to call: a command of bpf, or another call.
func (s *Store) Choose(op core.Op, cmd abi.Cmd) {
	d := &s.draft
	d.settle("")
	d.Op, d.Cmd, d.Args, d.Path = op, cmd, firstArgs[op], firstPaths[op]
	if op == core.OpBpf {
		d.begin(cmd, s.session.Machine().Release)
	}
	if op == core.OpFork {
		d.Args[0] = uint64(s.session.Kernel().FreeTask())
	}
	s.changed()
}

// firstPaths are what stands where a call takes words.
var firstPaths = map[core.Op]string{core.OpUnlink: pinned, core.OpFolder: "/sys/fs/bpf/demo", core.OpTraced: "BPF_PROG_LOAD"}

// firstArgs are what the arguments of a call are before anybody fills them in.
var firstArgs = map[core.Op][3]uint64{
	core.OpClose:   {3},
	core.OpDup:     {3},
	core.OpDup3:    {3, 7, core.O_CLOEXEC},
	core.OpFcntl:   {3, core.F_GETFD},
	core.OpFdinfo:  {3},
	core.OpMemlock: {65536},
	core.OpRlimit:  {4},
	core.OpUID:     {1000},
	core.OpTraced:  {3, core.TracedFD},
	core.OpUnseen:  {4},
	core.OpNextID:  {1},
}

// ChooseTask picks who calls.
func (s *Store) ChooseTask(task int) {
	s.draft.Task = task
	s.changed()
}

// Run makes the call of the draft, at the end of the history.
func (s *Store) Run() {
	d := &s.draft
	if d.faulty() {
		s.fail(fmt.Errorf("the call was not made: something in it cannot be read, and is marked"))
		return
	}
	if d.Op == core.OpFork {
		d.Args[0] = uint64(s.session.Kernel().FreeTask())
	}
	if _, err := s.Do(d.call()); err == nil {
		s.tab = HistoryTab
	}
	s.keepTask()
}

// living are the tasks that have not ended, after the last call.
func (s *Store) living() []int {
	var living []int
	k := s.session.Kernel()
	for nr := range k.FreeTask() {
		if k.Task(nr) != nil {
			living = append(living, nr)
		}
	}
	return living
}

// keepTask chooses another task where the chosen one has ended.
func (s *Store) keepTask() {
	if living := s.living(); len(living) > 0 && !slices.Contains(living, s.draft.Task) {
		s.draft.Task = living[0]
	}
}

// Edit puts a call of the history into the form.
func (s *Store) Edit(c core.Call) {
	d := &s.draft
	d.settle("")
	d.Op, d.Task, d.Cmd, d.Addr, d.Size = core.OpBpf, c.Task, c.Cmd(), c.Args[1], uint32(c.Args[2])
	if attr := c.Attr(); attr != nil {
		d.Attr = slices.Clone(attr)
	}
	d.buffers = map[string][]byte{}
	for _, w := range c.Writes {
		d.takeBuffer(w)
	}
	s.keepTask()
	s.tab = CallTab
	s.changed()
}

// takeBuffer puts memory that a call had written behind the pointer that leads there.
func (d *Draft) takeBuffer(w core.Write) {
	row := d.row()
	if row == nil {
		return
	}
	for _, f := range row.Fields {
		if addr, ok := d.pointsAt(f); ok && addr == w.Addr {
			d.buffers[f.Name] = slices.Clone(w.Bytes)
		}
	}
}
