package export

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// statement is one change of memory by a program.
type statement struct {
	do    deed
	addr  uint64
	n     int // bytes
	value uint64
	bytes []byte
	note  string // comment
}

// deed is the kind of a statement.
type deed uint8

const (
	zero     deed = iota // clears n bytes
	put                  // stores a number of n bytes
	putBytes             // stores bytes
	mapPage              // maps a page
	dropPage             // unmaps a page
	unlock               // makes the read-only page writable
	lock                 // makes it read-only again
	putInsns             // stores instructions
	expect               // names bytes that the next call must write
	realID               // converts the map ID at addr to the running kernel's
)

// write adds the stores of a call, with the attr field by field.
func (p *program) write(st *step, pages map[int]map[uint64]bool) {
	for _, w := range st.call.Writes {
		end := w.Addr + uint64(len(w.Bytes))
		if end > core.TASK_SIZE || end < w.Addr {
			continue // not a user address, so the kernel cannot read it either
		}
		st.does = append(st.does, newPages(w, pages[st.call.Task])...)
		locked := w.Addr < core.ArenaReadOnly+core.PAGE_SIZE && end > core.ArenaReadOnly
		if locked {
			st.does = append(st.does, statement{do: unlock, addr: core.ArenaReadOnly, n: core.PAGE_SIZE})
		}
		if w.Addr == st.call.Args[1] && st.command() != nil && st.command().Fields != nil {
			st.does = append(st.does, storeAttr(st.command(), w)...)
		} else if len(w.Bytes) > 0 {
			st.does = append(st.does, st.store(w))
		}
		if locked {
			st.does = append(st.does, statement{do: lock, addr: core.ArenaReadOnly, n: core.PAGE_SIZE})
		}
	}
}

// newPages returns the statements that map the missing pages of a write.
func newPages(w core.Write, own map[uint64]bool) []statement {
	var does []statement
	const arenaEnd = core.ArenaStart + core.ArenaPages*core.PAGE_SIZE
	for at := w.Addr &^ (core.PAGE_SIZE - 1); at < w.Addr+uint64(len(w.Bytes)); at += core.PAGE_SIZE {
		if (at < core.ArenaStart || at >= arenaEnd) && !own[at] {
			own[at] = true
			does = append(does, statement{do: mapPage, addr: at, n: core.PAGE_SIZE})
		}
	}
	return does
}

// storeAttr stores the nonzero fields of an attr one by one, after clearing the attr as a whole.
func storeAttr(row *abi.Command, w core.Write) []statement {
	var does []statement
	rest := slices.Clone(w.Bytes)
	for _, f := range row.Fields {
		n := f.Kind.Size()
		if f.End() > len(rest) || abi.IsZero(rest[f.Offset:f.End()]) {
			continue
		}
		does = append(does, storeField(f, w))
		clear(rest[f.Offset : f.Offset+n])
	}
	for at := 0; at < len(rest); at++ {
		if rest[at] == 0 {
			continue
		}
		end := at + 1
		for end < len(rest) && rest[end] != 0 {
			end++
		}
		does = append(does, statement{do: putBytes, addr: w.Addr + uint64(at), n: end - at, bytes: rest[at:end], note: "not a field"})
		at = end
	}
	if stored(does) < len(w.Bytes) {
		does = append([]statement{{do: zero, addr: w.Addr, n: len(w.Bytes)}}, does...)
	}
	return does
}

// stored returns the number of bytes that the statements store.
func stored(does []statement) int {
	n := 0
	for _, s := range does {
		n += s.n
	}
	return n
}

func storeField(f *abi.Field, w core.Write) statement {
	st := statement{do: put, addr: w.Addr + uint64(f.Offset), n: f.Kind.Size(), note: f.Name}
	if f.Kind == abi.KindName {
		st.do, st.bytes = putBytes, f.Bytes(w.Bytes)
		return st
	}
	st.value = f.Value(w.Bytes)
	if text := f.Kind.Format(st.value); text != number(st.value, st.n) {
		st.note += " = " + text
	}
	return st
}

// store stores bytes outside an attr.
func (m *moment) store(w core.Write) statement {
	note := m.pointers(w)
	if note == abi.Insns.Name && len(w.Bytes)%8 == 0 && !abi.IsZero(w.Bytes) {
		return statement{do: putInsns, addr: w.Addr, n: len(w.Bytes), bytes: w.Bytes}
	}
	if abi.IsZero(w.Bytes) {
		return statement{do: zero, addr: w.Addr, n: len(w.Bytes), note: note}
	}
	return statement{do: putBytes, addr: w.Addr, n: len(w.Bytes), bytes: w.Bytes, note: note}
}

// pointers returns the name of the attr field that points to a write, or "".
func (m *moment) pointers(w core.Write) string {
	row := m.command()
	if row == nil || m.attr == nil {
		return ""
	}
	for _, f := range row.Fields {
		if (f.Kind == abi.KindPointer || f.Kind == abi.KindPath) && f.End() <= len(m.attr) && f.Value(m.attr) == w.Addr {
			return f.Name
		}
	}
	return ""
}
