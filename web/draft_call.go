package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"
)

// draftCall is a call that is being filled in. Its bytes are the truth: fields, bytes and the line of strace show and
// change them.
type draftCall struct {
	Task int
	Op   core.Op
	Cmd  abi.Cmd
	Attr []byte
	Addr uint64
	Size uint32
	Args [3]uint64 // of calls other than bpf
	Path string    // of unlink

	buffers map[string][]byte     // the memory that the fields point to, by field name
	forms   map[string]value.Form // how it is shown and typed, likewise; hex by default
}

// defaultAttr is the first call of a new desk: a small hash map.
var defaultAttr = []uint64{uint64(abi.BPF_MAP_TYPE_HASH), 4, 8, 16}

func newDraftCall() draftCall {
	d := draftCall{Addr: core.ArenaStart, forms: map[string]value.Form{}}
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

// row is the command of the draft, whether the release has it or not; nil for a number without a name.
func (d *draftCall) row() *abi.Command { return d.Cmd.Known(abi.Newest) }

// call is the call as it will be made. It leaves out bytes beyond the task's memory.
func (d *draftCall) call() core.Call {
	if d.Op != core.OpBpf {
		return core.Call{Task: d.Task, Op: d.Op, Args: d.Args, Path: d.path()}
	}
	c := core.Bpf(d.Task, d.Cmd, d.Addr, d.Size)
	if room := d.room(); room > 0 {
		c.Writes = []core.Write{{Addr: d.Addr, Bytes: slices.Clone(d.Attr[:min(len(d.Attr), room)])}}
	}
	c.Writes = append(c.Writes, d.bufferWrites()...)
	return c
}

// path is the path of a call that takes one.
func (d *draftCall) path() string {
	for _, a := range d.Op.Args() {
		if a.Form == core.ArgPath {
			return d.Path
		}
	}
	return ""
}

// room is how many bytes of memory follow the attr's address.
func (d *draftCall) room() int {
	if !mapped(d.Addr) {
		return 0
	}
	return int(core.ArenaStart + core.ArenaPages*core.PAGE_SIZE - d.Addr)
}

// setAttr takes bytes as they were pasted, with their own length as size.
func (d *draftCall) setAttr(attr []byte) {
	d.Op = core.OpBpf
	d.Attr = attr
	d.Size = uint32(len(attr))
	if d.Addr != core.ArenaStart && !mapped(d.Addr) {
		d.Addr = core.ArenaStart
	}
}

// mapped reports whether an address is in a task's memory.
func mapped(addr uint64) bool {
	return addr >= core.ArenaStart && addr < core.ArenaStart+core.ArenaPages*core.PAGE_SIZE
}

// bytesShown is how many bytes of the attr the desk shows; the rest is kept.
func (d *draftCall) bytesShown() int {
	return min(max(len(d.Attr), int(min(d.Size, bytesFromSize)), bytesInRow), bytesMost)
}

const (
	bytesFromSize = 96                               // up to here a size alone adds bytes to the form
	bytesMost     = 256                              // how many bytes are shown at all
	attrMost      = core.ArenaPages * core.PAGE_SIZE // the size of the task's memory
)

// fits returns an error if pasted bytes exceed the task's memory.
func fits(attr []byte) error {
	if len(attr) > attrMost {
		return fmt.Errorf("attr of %d bytes is too long: the task has memory for %d, and the kernel reads at most one page", len(attr), attrMost)
	}
	return nil
}
