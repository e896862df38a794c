package export

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// statement is one thing that a program does to its memory.
type statement struct {
	do    deed
	addr  uint64
	n     int // bytes
	value uint64
	bytes []byte
	says  string
}

// deed is what a statement does.
type deed uint8

const (
	zero     deed = iota // n bytes become 0
	put                  // a number of n bytes is stored
	putBytes             // bytes are stored
	mapPage              // a page appears
	dropPage             // a page goes
	unlock               // the read-only page can be written to
	lock                 // and can no longer
	realID               // the id at addr becomes that of the running kernel
)

// write makes the stores of a call, its attr field by field.
func (p *program) write(st *step, pages map[int]map[uint64]bool) {
	for _, w := range st.call.Writes {
		end := w.Addr + uint64(len(w.Bytes))
		if end > core.TASK_SIZE || end < w.Addr {
			continue // no address of a program: the kernel cannot read it either
		}
		st.does = append(st.does, newPages(w, pages[st.call.Task])...)
		locked := w.Addr < core.ArenaReadOnly+core.PAGE_SIZE && end > core.ArenaReadOnly
		if locked {
			st.does = append(st.does, statement{do: unlock, addr: core.ArenaReadOnly, n: core.PAGE_SIZE})
		}
		if w.Addr == st.call.Args[1] && st.command() != nil && st.command().Fields != nil {
			st.does = append(st.does, storeAttr(st.command(), w)...)
		} else if len(w.Bytes) > 0 {
			st.does = append(st.does, store(w, st.pointers(w)))
		}
		if locked {
			st.does = append(st.does, statement{do: lock, addr: core.ArenaReadOnly, n: core.PAGE_SIZE})
		}
	}
}

// newPages are the pages that a write needs and that are not there yet.
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

// storeAttr stores an attr field by field, what is zero in one go.
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
		does = append(does, statement{do: putBytes, addr: w.Addr + uint64(at), n: end - at, bytes: rest[at:end], says: "no field"})
		at = end
	}
	if stored(does) < len(w.Bytes) {
		does = append([]statement{{do: zero, addr: w.Addr, n: len(w.Bytes)}}, does...)
	}
	return does
}

// stored is how many bytes the statements store.
func stored(does []statement) int {
	n := 0
	for _, s := range does {
		n += s.n
	}
	return n
}

func storeField(f *abi.Field, w core.Write) statement {
	st := statement{do: put, addr: w.Addr + uint64(f.Offset), n: f.Kind.Size(), says: f.Name}
	if f.Kind == abi.KindName {
		st.do, st.bytes = putBytes, f.Bytes(w.Bytes)
		return st
	}
	st.value = f.Value(w.Bytes)
	if told := f.Kind.Format(st.value); told != number(st.value, st.n) {
		st.says += " = " + told
	}
	return st
}

// store stores bytes that are no attr.
func store(w core.Write, says string) statement {
	if abi.IsZero(w.Bytes) {
		return statement{do: zero, addr: w.Addr, n: len(w.Bytes), says: says}
	}
	return statement{do: putBytes, addr: w.Addr, n: len(w.Bytes), bytes: w.Bytes, says: says}
}

// pointers names the pointer of the attr that leads to a write.
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
