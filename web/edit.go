package web

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/dump"
	"bpfplay/core/paste/strace"
	"bpfplay/web/value"
)

// Changes that the form makes to the draft.

// SetField parses the text typed for a field of the attr.
func (d *Draft) SetField(f *abi.Field, typed string) {
	d.setField(f, typed)
	d.formChanged()
}

// SetByte parses the text typed for one byte: two hex digits, or a pasted dump.
func (d *Draft) SetByte(at int, typed string) {
	defer d.formChanged()
	typed = strings.TrimSpace(value.Narrow(typed))
	if len(typed) > 2 {
		d.pasteAt(at, typed)
		return
	}
	b, err := hex.DecodeString(fmt.Sprintf("%02s", typed))
	if err != nil || typed == "" {
		d.note(byteInput(at), typed, fmt.Errorf("invalid byte %q: want two of 0-9 and a-f", typed))
		return
	}
	d.note(byteInput(at), typed, nil)
	d.setByte(at, b[0])
	if len(typed) == 2 && at+1 < d.bytesShown() {
		d.cursor = at + 1
		d.host.Focus(byteInput(at + 1))
	}
}

// pasteAt writes a pasted dump at a byte and truncates the attr after it.
func (d *Draft) pasteAt(at int, text string) {
	dump, err := dump.Read(text)
	if err == nil {
		err = fits(dump.Records[0])
	}
	if err != nil {
		d.note(byteInput(at), "", err)
		delete(d.typed, byteInput(at))
		return
	}
	d.settleInputs("")
	d.setAttr(append(prefix(d.Attr, at), dump.Records[0]...))
}

// prefix returns the first n bytes of attr, padded with zeros.
func prefix(attr []byte, n int) []byte {
	return append([]byte{}, abi.Grow(attr[:min(n, len(attr)):min(n, len(attr))], n)...)
}

// SetSize parses the text typed for the size.
func (d *Draft) SetSize(typed string) {
	d.setNumber(sizeInput, typed, abi.KindU32, func(v uint64) { d.Size = uint32(v) })
	d.formChanged()
}

// SetAddr parses the text typed for the address of the attr.
func (d *Draft) SetAddr(typed string) {
	d.setNumber(addrInput, typed, abi.KindPointer, func(v uint64) { d.Addr = v })
	d.formChanged()
}

// SetStrace parses a line of strace into the draft.
func (d *Draft) SetStrace(typed string) {
	defer d.formChanged()
	line, err := strace.ReadCall(typed)
	d.note(straceInput, typed, err)
	if err == nil {
		d.takeStrace(line)
		d.settleInputs(straceInput)
	}
}

func (d *Draft) takeStrace(line paste.Call) {
	d.Op, d.Cmd, d.Size = core.OpBpf, line.Cmd, line.Size
	if line.Attr == nil {
		d.Addr = line.Addr
		return
	}
	d.Attr, d.Addr = line.Attr, core.ArenaStart
}

// SetCmdNumber parses the number of a command without a name.
func (d *Draft) SetCmdNumber(typed string) {
	d.setNumber(cmdInput, typed, abi.KindFD, func(v uint64) { d.Cmd = abi.Cmd(int32(v)) })
	d.changed()
}

// Leave runs when an input loses the focus.
func (d *Draft) Leave(input string) {
	d.leave(input)
	d.input = ""
	d.changed()
}

// Choose picks a bpf command or another call.
func (d *Draft) Choose(op core.Op, cmd abi.Cmd) {
	d.settleInputs("")
	d.Op, d.Cmd = op, cmd
	if op == core.OpBpf {
		d.begin(cmd, d.desk.machine().Release)
	} else {
		d.beginArgs()
	}
	d.changed()
}

// ChooseTask chooses the calling task.
func (d *Draft) ChooseTask(task int) {
	d.Task = task
	d.changed()
}

// SetTask chooses the calling task by its number.
func (d *Draft) SetTask(typed string) {
	nr, err := strconv.Atoi(value.Narrow(typed))
	if err != nil || !slices.Contains(d.desk.living(), nr) {
		err = fmt.Errorf("no task %q: want the number of a living task, such as %d", english.Shorten(typed, 20), d.Task)
	} else {
		d.Task = nr
	}
	d.note(taskInput, typed, err)
	d.changed()
}

// keepTask chooses another task if the chosen one has exited.
func (d *Draft) keepTask() {
	if living := d.desk.living(); len(living) > 0 && !slices.Contains(living, d.Task) {
		d.Task = living[0]
	}
}

// takeBuffer stores a write as the buffer of the pointer to its address, and reports whether a pointer has it.
func (d *Draft) takeBuffer(w core.Write) (taken bool) {
	row := d.row()
	if row == nil {
		return false
	}
	for _, f := range row.Fields {
		if addr, ok := d.pointsAt(f); ok && addr == w.Addr {
			d.buffers[f.Name], taken = slices.Clone(w.Bytes), true
		}
	}
	return taken
}

// takeCall puts a call of a pasted text into the form, with the memory that its fields point to.
func (d *Draft) takeCall(c *paste.Call) {
	d.settleInputs("")
	d.Op, d.Cmd, d.Size, d.Addr = core.OpBpf, c.Cmd, c.Size, c.Addr
	if c.Attr == nil {
		return
	}
	d.Attr, d.Addr, d.buffers, d.others = slices.Clone(c.Attr), core.ArenaStart, map[string][]byte{}, nil
	for _, m := range c.Memory {
		if m.Field != nil {
			d.takeBuffer(core.Write{Addr: m.Field.Value(d.Attr), Bytes: m.Bytes})
		}
	}
}

// fork makes the chosen task fork.
func (d *Draft) fork() {
	_, _ = d.desk.Do(core.Call{Task: d.Task, Op: core.OpFork, Args: core.Args{uint64(d.desk.session.Kernel().FreeTask())}})
}

// toggleNewer shows or hides the fields of newer releases.
func (d *Draft) toggleNewer() {
	d.newer = !d.newer
	d.changed()
}

// moveTo focuses a byte.
func (d *Draft) moveTo(at int) {
	d.cursor = at
	d.host.Focus(byteInput(at))
	d.changed()
}

// focused records the byte that has the focus.
func (d *Draft) focused(at int) {
	d.cursor = at
	d.changed()
}
