package scenario

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Where a scenario keeps its data in the memory of the process.
const (
	attrAt    = core.ArenaStart
	keyAt     = core.ArenaStart + 0x1000
	valueAt   = core.ArenaStart + 0x2000
	outAt     = core.ArenaStart + 0x4000
	cursorAt  = core.ArenaStart + 0x5000
	pathAt    = core.ArenaStart + 0x6000
	readOnly  = core.ArenaReadOnly
	arenaEnd  = core.ArenaStart + core.ArenaPages*core.PAGE_SIZE
	unmapped  = arenaEnd + core.PAGE_SIZE
	kernelPtr = 0xffff888000000000
)

// drawer writes one scenario.
type drawer struct {
	*rand.Rand
	Scenario
	release    abi.Release
	task       int  // the process that makes the next calls
	wellFormed bool // only valid pointers, flags, descriptors and sizes
}

// pick returns one of the values.
func pick[T any](d *drawer, values ...T) T { return values[d.IntN(len(values))] }

// percent reports true in n of 100 cases.
func (d *drawer) percent(n int) bool { return d.IntN(100) < n }

// line adds a line for the current process.
func (d *drawer) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if d.task > 0 {
		text = fmt.Sprintf("@%d %s", d.task, text)
	}
	d.Lines = append(d.Lines, text)
}

// write adds a line that stores bytes in the memory of the current process.
func (d *drawer) write(addr uint64, b []byte) {
	if len(b) > 0 {
		d.line("w %x %s", addr, hex.EncodeToString(b))
	}
}

// bytes returns n random bytes. Many of them are equal in one slice of three, all are in one of three.
func (d *drawer) bytes(n int) []byte {
	b := make([]byte, n)
	kinds := pick(d, 1, 3, 256)
	for i := range b {
		b[i] = byte(d.IntN(kinds))
	}
	return b
}

// pointer returns good, or rarely an address that is NULL, not mapped, read-only, or too close to the end.
func (d *drawer) pointer(good uint64) uint64 {
	if d.wellFormed || !d.percent(12) {
		return good
	}
	return pick(d, 0, 1, unmapped, readOnly, arenaEnd-uint64(1+d.IntN(12)), kernelPtr, 1<<64-1)
}

// number stores v in a field of an attr.
func number(attr *abi.Attr, f *abi.Field, v uint64) { f.Put(attr[:], v) }

// lastField returns the size that a caller gives who knows all fields of a command in the drawer's release.
func (d *drawer) lastField(cmd abi.Cmd) uint32 {
	if row := cmd.Known(d.release); row != nil {
		return uint32(row.Last(d.release))
	}
	return uint32(abi.AttrSize(d.release))
}

// call adds a bpf call with the right size.
func (d *drawer) call(cmd abi.Cmd, attr *abi.Attr) { d.callSized(cmd, attr, d.lastField(cmd)) }

// callSized adds a bpf call. The whole attr is written first, so that earlier calls leave no trace in it.
func (d *drawer) callSized(cmd abi.Cmd, attr *abi.Attr, size uint32) {
	d.saveMemory(cmd, attr, size)
	d.write(attrAt, attr[:])
	d.line("bpf %d %x %d", cmd, uint64(attrAt), size)
}

// roughCall adds a bpf call that has a strange size, a stray byte or a bad attr pointer in about half of the cases.
func (d *drawer) roughCall(cmd abi.Cmd, attr *abi.Attr) {
	if d.wellFormed || d.percent(50) {
		d.call(cmd, attr)
		return
	}
	size := d.lastField(cmd)
	switch d.IntN(4) {
	case 0:
		size = uint32(d.IntN(abi.AttrMax + 8))
	case 1:
		size = uint32(abi.AttrSize(pick(d, sizedReleases...)))
	case 2:
		size = pick(d, size, size-1, size+1, size+4, size+8, core.PAGE_SIZE-1, core.PAGE_SIZE, core.PAGE_SIZE+1, 1<<31-1, 1<<32-1)
	}
	if d.percent(8) {
		attr[d.IntN(len(attr))] = byte(1 + d.IntN(255))
	}
	if d.percent(4) {
		d.callAt(cmd, attr, size)
		return
	}
	d.callSized(cmd, attr, size)
}

// callAt adds a bpf call whose attr is at an unusual address.
func (d *drawer) callAt(cmd abi.Cmd, attr *abi.Attr, size uint32) {
	d.saveMemory(cmd, attr, size)
	addr := pick[uint64](d, 0, attrAt+3, unmapped, arenaEnd-8, arenaEnd-16, core.TASK_SIZE, kernelPtr, 1<<64-1)
	if addr > attrAt && addr < arenaEnd {
		d.write(addr, attr[:min(uint64(len(attr)), arenaEnd-addr)])
	}
	d.line("bpf %d %x %d", cmd, addr, size)
}

// sizedReleases have attrs of different sizes.
var sizedReleases = []abi.Release{
	abi.V3_19, abi.V4_14, abi.V4_19, abi.V5_4, abi.V5_10, abi.V5_15, abi.V6_1,
	abi.V6_12, abi.V6_18, abi.V7_3,
}
