package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"
)

// draftCall is the call in the form. Its bytes are the single source: fields, byte inputs and the strace line show and
// change them.
type draftCall struct {
	Task int
	Op   core.Op
	Cmd  abi.Cmd
	Attr []byte
	Addr uint64
	Own  []uint64 // addresses outside the arena to which a pasted call writes its attr and the memory at its pointers
	Size uint32
	Args core.Args // of calls other than bpf
	Path string    // likewise; of traced, the name of the call
	To   string    // the second path

	program draftProgram
	others  []core.Write          // other memory that the task writes before the call
	buffers map[string][]byte     // the memory that fields or an argument point to, by their name
	forms   map[string]value.Form // the form of that memory on screen; hex by default
}

// defaultAttr is the attr of a new form: a small hash map.
var defaultAttr = []uint64{uint64(abi.BPF_MAP_TYPE_HASH), 4, 8, 16}

func newDraftCall() draftCall {
	d := draftCall{Addr: core.ArenaStart, buffers: map[string][]byte{}, forms: map[string]value.Form{}}
	for i, v := range defaultAttr {
		d.Attr = abi.Commands[abi.BPF_MAP_CREATE].Fields[i].Put(d.Attr, v)
	}
	d.Size = uint32(len(d.Attr))
	return d
}

// reach makes a new attr long enough for the flags, if the release has them.
func (d *draftCall) reach(r abi.Release) {
	if abi.MapFlagsField.Since <= r {
		d.Attr = abi.Grow(d.Attr, abi.MapFlagsField.End())
		d.Size = uint32(len(d.Attr))
	}
}

// row returns the command of the draft, even if the release lacks it; nil for a number without a name.
func (d *draftCall) row() *abi.Command { return d.Cmd.Known(abi.Newest) }

// call returns the call to run. It omits bytes beyond the task's memory.
func (d *draftCall) call() core.Call {
	if d.Op != core.OpBpf {
		return core.Call{Task: d.Task, Op: d.Op, Args: d.Args, Path: d.Path, To: d.To, Writes: append(slices.Clone(d.others), d.argWrites()...)}
	}
	c := core.Bpf(d.Task, d.Cmd, d.Addr, d.Size, slices.Clone(d.others)...)
	if room := d.room(); room > 0 {
		c.Writes = append(c.Writes, core.Write{Addr: d.Addr, Bytes: slices.Clone(d.Attr[:min(len(d.Attr), room)])})
	}
	c.Writes = append(c.Writes, d.bufferWrites()...)
	return c
}

// room returns the number of mapped bytes from the attr's address on.
func (d *draftCall) room() int {
	switch {
	case mapped(d.Addr):
		return int(core.ArenaStart + core.ArenaPages*core.PAGE_SIZE - d.Addr)
	case slices.Contains(d.Own, d.Addr):
		return attrMost
	}
	return 0
}

// setAttr replaces the attr with pasted bytes and sets size to their length.
func (d *draftCall) setAttr(attr []byte) {
	d.Op = core.OpBpf
	d.Attr = attr
	d.Size = uint32(len(attr))
	if d.room() == 0 {
		d.Addr = core.ArenaStart
	}
}

// mapped reports whether an address is in a task's memory.
func mapped(addr uint64) bool {
	return addr >= core.ArenaStart && addr < core.ArenaStart+core.ArenaPages*core.PAGE_SIZE
}

// bytesShown returns how many bytes of the attr the form shows; the rest is kept.
func (d *draftCall) bytesShown() int {
	return min(max(len(d.Attr), int(min(d.Size, bytesFromSize)), bytesInRow), bytesMost)
}

const (
	bytesFromSize = 96                               // a size up to this adds byte inputs
	bytesMost     = 256                              // maximum number of byte inputs
	attrMost      = core.ArenaPages * core.PAGE_SIZE // the size of the task's memory
)

// fits returns an error if pasted bytes exceed the task's memory.
func fits(attr []byte) error {
	if len(attr) > attrMost {
		return fmt.Errorf("attr of %d bytes is too long: the task has memory for %d, and the kernel reads at most one page", len(attr), attrMost)
	}
	return nil
}
