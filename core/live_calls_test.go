//go:build linux && amd64

package core

import (
	"encoding/binary"
	"math/rand/v2"

	"bpfplay/core/abi"
)

// Addresses of the arguments in the live test's program.
const (
	liveAttr   = ArenaStart
	liveKeys   = ArenaStart + 0x1000
	liveValues = ArenaStart + 0x2000
	liveOut    = ArenaStart + 0x4000
	livePath   = ArenaStart + 0x6000
	liveCursor = ArenaStart + 0x6800
	liveEnd    = ArenaStart + liveArena
)

// liveCalls draws calls, most of them well formed, that use the maps and descriptors of kernel k.
type liveCalls struct {
	*rand.Rand
	k      *Kernel
	t      *Task
	free   int32 // first descriptor of the history
	writes []Write
	focus  []abi.MapType // types of most maps of this history
	ids    []uint32      // of all maps made
	late   bool          // a map of maps was made: when an id ends is not determined
	clean  bool          // all calls are well formed and use a few maps, so that their elements matter
}

// liveDraws are the kinds of calls and how often they come.
var liveDraws = []struct {
	weight int
	draw   func(*liveCalls) Call
}{
	{8, (*liveCalls).create},
	{70, (*liveCalls).elem},
	{18, (*liveCalls).batchCall},
	{4, (*liveCalls).infoCall},
	{1, (*liveCalls).freeze},
	{2, (*liveCalls).idCall},
	{3, (*liveCalls).nameCall},
	{4, (*liveCalls).close},
	{4, (*liveCalls).descriptorCall},
	{1, (*liveCalls).anyCommand},
	{1, (*liveCalls).fdinfo},
}

// draw returns the next call of the history.
func (g *liveCalls) draw() Call {
	g.writes = nil
	if g.clean {
		return g.drawClean()
	}
	total := 0
	for _, d := range liveDraws {
		total += d.weight
	}
	n := g.IntN(total)
	for _, d := range liveDraws {
		if n -= d.weight; n < 0 {
			return d.draw(g)
		}
	}
	panic("BUG: weights that do not add up")
}

// drawClean returns the next call of a history with only well-formed calls.
func (g *liveCalls) drawClean() Call {
	switch n := g.IntN(100); {
	case len(g.maps()) < cleanMaps:
		return g.create()
	case n < 75:
		return g.elem()
	case n < 98:
		return g.batchCall()
	default:
		return g.infoCall()
	}
}

// cleanMaps is the number of maps in a history with only well-formed calls.
const cleanMaps = 2

func pick[T any](g *liveCalls, of ...T) T { return of[g.IntN(len(of))] }

func (g *liveCalls) chance(percent int) bool { return g.IntN(100) < percent }

// maps returns the descriptors of maps.
func (g *liveCalls) maps() (fds []int) {
	for fd, d := range g.t.Files.all() {
		if d.file.Map != nil {
			fds = append(fds, fd)
		}
	}
	return fds
}

// fd draws a descriptor, of a map if one is open, and the map.
func (g *liveCalls) fd() (uint32, *Map) {
	fds := g.maps()
	if len(fds) == 0 || !g.clean && g.chance(2) {
		return pick[uint32](g, 0, 1, 2, 40, 1<<31-1, 1<<32-1), &Map{KeySize: 4, ValueSize: 8, MaxEntries: 4}
	}
	fd := pick(g, fds...)
	return uint32(fd), g.t.Files.File(fd).Map
}

func (g *liveCalls) bytes(n int) []byte {
	b := make([]byte, n)
	mode := g.IntN(4)
	for i := range b {
		switch mode {
		case 0, 1:
			b[i] = byte(g.Uint32())
		case 2:
			b[i] = byte(g.IntN(3))
		}
	}
	return b
}

// write writes bytes from the program if they fit into the arena.
func (g *liveCalls) write(addr uint64, b []byte) {
	if addr >= ArenaStart && addr < liveEnd && len(b) > 0 {
		g.writes = append(g.writes, Write{Addr: addr, Bytes: b[:min(uint64(len(b)), liveEnd-addr)]})
	}
}

// pointer returns a valid address most of the time, else one that is read-only, near the end of the arena or unmapped.
func (g *liveCalls) pointer(good uint64) uint64 {
	switch n := g.IntN(60); {
	case g.clean:
		return good
	case n == 0:
		return pick(g, badAddresses...)
	case n == 1:
		return liveEnd - uint64(g.IntN(24))
	case n == 2:
		return ArenaReadOnly - uint64(g.IntN(24))
	}
	return good
}

// bpf returns a bpf call whose fields end at want. It writes the attr to memory, sometimes mutated.
func (g *liveCalls) bpf(cmd abi.Cmd, attr abi.Attr, want int) Call {
	size, addr := uint32(want), uint64(liveAttr)
	row := cmd.Known(g.k.Machine.Release)
	if !g.clean && g.chance(8) {
		g.mutate(&attr, row)
	}
	known := g.k.attrSize
	switch n := g.IntN(50); {
	case g.clean:
	case n == 0:
		size = uint32(g.IntN(known + 16))
	case n < 4:
		size = uint32(known)
	case n == 4:
		size = pick(g, uint32(known)+8, 4095, PAGE_SIZE, PAGE_SIZE+1, 1<<31, 1<<32-1)
	case n == 5:
		if row != nil && len(row.Fields) > 0 {
			f := pick(g, row.Fields...)
			size = uint32(f.Offset + g.IntN(f.Kind.Size()+1))
		}
	case n == 6:
		addr = pick(g, append(badAddresses, liveAttr+3, ArenaReadOnly, liveEnd-16, liveEnd-64, ArenaReadOnly-12)...)
	}
	if row != nil {
		g.tame(&attr, row, cmd)
		if g.cutsPointer(attr[:min(size, uint32(len(attr)))], row) {
			size = uint32(want)
		}
	}
	tail := make([]byte, 256)
	copy(tail, attr[:])
	if !g.clean && g.chance(1) {
		tail[len(attr)+g.IntN(len(tail)-len(attr))] = 1
	}
	g.write(addr, tail)
	if cmd == abi.BPF_OBJ_GET_INFO_BY_FD {
		g.infoRoom(abi.InfoPointer.Value(attr[:]))
	}
	return Bpf(0, cmd, addr, size, g.writes...)
}

// putU32s writes words one after the other.
func putU32s(b []byte, words ...uint32) {
	for i, w := range words {
		if len(b) >= 4*i+4 {
			binary.LittleEndian.PutUint32(b[4*i:], w)
		}
	}
}
