package paste

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// replayCommands prepare the commands about maps: they infer what must have been before, and fill the memory that the
// text does not show. One that says false has nothing to do with maps after all.
var replayCommands = map[abi.Cmd]func(*step) (isMap bool){
	abi.BPF_MAP_CREATE:                  (*step).prepareCreate,
	abi.BPF_MAP_LOOKUP_ELEM:             (*step).prepareLookup,
	abi.BPF_MAP_UPDATE_ELEM:             (*step).prepareUpdate,
	abi.BPF_MAP_DELETE_ELEM:             (*step).prepareDelete,
	abi.BPF_MAP_GET_NEXT_KEY:            (*step).prepareNextKey,
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:  (*step).prepareTake,
	abi.BPF_MAP_FREEZE:                  (*step).prepareFreeze,
	abi.BPF_MAP_LOOKUP_BATCH:            (*step).prepareLookupBatch,
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: (*step).prepareLookupBatch,
	abi.BPF_MAP_UPDATE_BATCH:            (*step).prepareUpdateBatch,
	abi.BPF_MAP_DELETE_BATCH:            (*step).prepareDeleteBatch,
	abi.BPF_OBJ_PIN:                     (*step).preparePin,
	abi.BPF_OBJ_GET:                     (*step).prepareGet,
	abi.BPF_MAP_GET_NEXT_ID:             (*step).prepareNextID,
	abi.BPF_MAP_GET_FD_BY_ID:            (*step).prepareFDByID,
	abi.BPF_OBJ_GET_INFO_BY_FD:          (*step).prepareInfo,
}

// bpf makes a call of bpf().
func (s *step) bpf() {
	cmd := s.c.Cmd &^ abi.BPF_COMMON_ATTRS
	prepare := replayCommands[cmd]
	known := cmd.Known(s.machine.Release) != nil
	if prepare == nil && known {
		s.asTraced(cmd.String(), s.opens())
		return
	}
	if s.attr == nil && s.c.Addr != 0 && s.c.Size <= core.PAGE_SIZE {
		if attr, ok := s.read(s.c.Addr, int(s.c.Size)); ok { // earlier calls set it, this one perhaps a part of it
			s.attr = overlaid(attr, s.c.Addr, s.shown)
		}
	}
	if s.attr == nil && s.c.Memory == nil && !s.barelyRead() {
		s.verdict.Why = "the text shows only where the attr lies"
		s.asTraced(cmd.String(), s.opens())
		return
	}
	s.place()
	if prepare != nil && known && !prepare(s) {
		s.writes, s.fills = nil, nil
		s.asTraced(cmd.String(), s.opens())
		return
	}
	if s.known && mapFDs[cmd] {
		s.takes(s.said)
	}
	ret := s.make(s.call())
	s.after(cmd, ret)
	if mapFDs[cmd] || otherFDs[cmd] {
		s.settle(ret, cmd.String())
	}
}

// overlaid puts those pieces of memory that lie on attr over it.
func overlaid(attr []byte, addr uint64, pieces []Memory) []byte {
	end := addr + uint64(len(attr))
	for _, m := range pieces {
		switch last := m.Addr + uint64(len(m.Bytes)); {
		case m.Field != nil || m.Addr >= end || last <= addr:
		case m.Addr < addr:
			copy(attr, m.Bytes[addr-m.Addr:])
		default:
			copy(attr[m.Addr-addr:], m.Bytes)
		}
	}
	return attr
}

// opens is what a call of bpf() about something else opens.
func (s *step) opens() uint64 {
	if otherFDs[s.c.Cmd] || mapFDs[s.c.Cmd] {
		return core.TracedCloexecFD
	}
	return core.TracedNothing
}

// barelyRead says whether a call whose attr is not shown can be made all the same: the kernel refuses it before it
// reads the attr, or as it does.
func (s *step) barelyRead() bool {
	return !s.known || s.said == -int64(abi.EFAULT) || s.c.Size == 0 || uint64(s.c.Size) > s.machine.PageSize || s.c.Cmd.Known(abi.Newest) == nil
}

// Where memory is put whose address a text does not tell.
const (
	scratchPath = core.ArenaStart + 3*core.PAGE_SIZE
	scratchKey  = 0x600000000000
	scratchElem = scratchKey + 1<<32
)

// scratchOf is where a field's memory is put.
func scratchOf(f *abi.Field) uint64 {
	if f.Kind == abi.KindPath {
		return scratchPath
	}
	return scratchKey + uint64(f.Offset)<<32
}

// place gives all memory that the text shows its address, the attr among it.
func (s *step) place() {
	owned := false
	point := func(f *abi.Field, bytes []byte) {
		if uint64(f.Value(s.attr)) == 0 {
			if !owned {
				s.attr, owned = append([]byte(nil), s.attr...), true
			}
			s.attr = f.Put(s.attr, scratchOf(f))
		}
		s.writes = append(s.writes, core.Write{Addr: f.Value(s.attr), Bytes: bytes})
	}
	s.bringNear()
	for _, m := range s.shown {
		if m.Field == nil {
			s.writes = append(s.writes, m.Write())
		} else if m.Field.Kind == abi.KindPointer || m.Field.Kind == abi.KindPath {
			point(m.Field, m.Bytes)
		}
	}
	if s.c.Path != "" {
		point(&abi.Pathname, append([]byte(s.c.Path), 0))
	}
	s.given = len(s.writes)
	s.fillTail()
}

// farEnd is where the addresses of programs end on machines that have one bit more of them, as on arm64.
const farEnd = 1 << 48

// bringNear takes that bit away from pointers, since the machine here has none.
func (s *step) bringNear() {
	row := s.c.Cmd.Known(abi.Newest)
	if row == nil || s.refused(abi.EFAULT) || !s.known {
		return
	}
	for _, f := range row.Fields {
		at := f.Value(s.attr)
		if f.Kind != abi.KindPointer && f.Kind != abi.KindPath || at < core.TASK_SIZE || at >= farEnd {
			continue
		}
		s.attr = f.Put(append([]byte(nil), s.attr...), at&(farEnd/2-1))
		s.fills = append(s.fills, Fill{Field: f, Addr: s.attrAt() + uint64(f.Offset), Bytes: f.Bytes(s.attr)})
	}
}

// lostTail begins what a reader says of bytes of an attr that the text only says to be set.
const lostTail = "bytes behind offset "

// fillTail sets a byte of the attr where the text says no more than that some are, and the call was refused: one such
// that it is refused with this error.
func (s *step) fillTail() {
	for _, lost := range s.c.Lost {
		rest, ok := strings.CutPrefix(lost, lostTail)
		if !ok || !s.known || s.said >= 0 || len(s.attr) == 0 {
			continue
		}
		digits, _, _ := strings.Cut(rest, " ")
		from, err := strconv.Atoi(digits)
		if err != nil || from >= len(s.attr) || anySet(s.attr[from:]) {
			continue
		}
		at := len(s.attr) - 1
		if row := s.c.Cmd.Known(s.machine.Release); row != nil && s.refused(abi.EINVAL) {
			at = min(at, max(from, row.Last(s.machine.Release))) // the kernel has the byte, and the command does not
		}
		s.attr = append([]byte(nil), s.attr...)
		s.attr[at] = 1
		s.fills = append(s.fills, Fill{Addr: s.attrAt() + uint64(at), Bytes: []byte{1}})
	}
}

func anySet(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return true
		}
	}
	return false
}

// attrAt is where the attr lies.
func (s *step) attrAt() uint64 {
	if s.c.Addr != 0 || s.attr == nil && s.barelyRead() {
		return s.c.Addr
	}
	return core.ArenaStart
}

// call is the call of the history.
func (s *step) call() core.Call {
	writes := s.writes
	if len(s.attr) > 0 {
		writes = append(writes, core.Write{Addr: s.attrAt(), Bytes: s.attr})
	} else if at := s.attrAt(); s.known && s.said != -int64(abi.EFAULT) && s.c.Size > 0 && mayFill(at) && s.c.Memory == nil {
		writes = append(writes, core.Write{Addr: at, Bytes: make([]byte, min(s.c.Size, core.PAGE_SIZE))})
	}
	return core.Bpf(s.task, s.c.Cmd, s.attrAt(), s.c.Size, writes...)
}

// mayFill says whether a program can have memory at an address.
func mayFill(addr uint64) bool { return addr >= core.PAGE_SIZE && addr < core.TASK_SIZE }

// readable says whether a task's memory is there from an address on, also by what the call itself writes.
func (s *step) readable(addr uint64, n int) bool {
	for _, w := range s.writes {
		if addr >= w.Addr && addr+uint64(n) <= w.Addr+uint64(len(w.Bytes)) {
			return true
		}
	}
	_, ok := s.read(addr, n)
	return ok
}

func (s *step) read(addr uint64, n int) ([]byte, bool) {
	b := make([]byte, n)
	return b, s.k.Task(s.task).Mem.CopyFromUser(b, addr) == 0
}

// isShown says whether the text itself tells what lies at an address.
func (s *step) isShown(addr uint64) bool {
	for _, w := range s.writes[:s.given] {
		if addr >= w.Addr && addr < w.Addr+uint64(len(w.Bytes)) {
			return true
		}
	}
	return false
}

// How many bytes of memory are made for one pointer, and for all calls, at most.
const (
	fillLimit  = 1 << 20
	fillsLimit = 64 << 20
)

// fill puts bytes where the text does not show any.
func (s *step) fill(f *abi.Field, bytes []byte) {
	addr := f.Value(s.attr)
	if !mayFill(addr) || len(bytes) > fillLimit || len(bytes) == 0 || s.filled > fillsLimit {
		return
	}
	s.filled += len(bytes)
	s.writes = append(s.writes, core.Write{Addr: addr, Bytes: bytes})
	s.fills = append(s.fills, Fill{Field: f, Addr: addr, Bytes: bytes})
}

// room makes memory where there is none, unless the call was refused for just that.
func (s *step) room(f *abi.Field, n uint64) {
	addr := f.Value(s.attr)
	if s.refused(abi.EFAULT) || n > fillLimit || !mayFill(addr) || s.readable(addr, int(n)) {
		return
	}
	s.fill(f, make([]byte, n))
}

// refused says whether the text tells that the call was refused with e.
func (s *step) refused(e abi.Errno) bool { return s.known && s.said == -int64(e) }

// fine says whether the call succeeded, as far as is known.
func (s *step) fine() bool { return !s.known || s.said >= 0 }
