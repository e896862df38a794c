package paste

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// syzResults is where r0 and its like come from.
type syzResults map[string]Ref

// syzLayout puts the arguments of one call into memory, in the order in which syzkaller copies them.
type syzLayout struct {
	*stores
	results syzResults
	gives   map[string]uint64 // by name of a result: the address where the kernel leaves it
	lost    []string
	auto    uint64 // the next address for &AUTO
}

func (l *syzLayout) lose(format string, args ...any) {
	l.lost = append(l.lost, fmt.Sprintf(format, args...))
}

// place puts an argument of type t, nil where the text leaves it out, and gives the address behind it.
func (l *syzLayout) place(a *syzArg, t *syzType, addr uint64) uint64 {
	if a != nil && a.gives != "" {
		l.gives[a.gives] = addr
	}
	if a != nil && (a.kind == syzNil || a.kind == syzAuto && t.fields == nil && t.to == nil) {
		auto := *t
		if a.kind == syzAuto {
			auto.none = t.auto
		}
		a, t = nil, &auto
	}
	switch {
	case t.out:
		return l.room(a, t, addr)
	case a != nil && a.kind == syzUnion:
		return l.union(a, t, addr)
	case a != nil && isAnyBlob(a):
		return l.bytes(a, t, addr)
	case t.fields != nil:
		return l.structure(a, t, addr)
	case t.to != nil:
		return l.pointer(a, t, addr)
	case t.size > 8 || t.size == 0:
		return l.bytes(a, t, addr)
	}
	return l.number(a, t, addr)
}

// room is where the kernel writes: the program has it, and stores nothing there.
func (l *syzLayout) room(a *syzArg, t *syzType, addr uint64) uint64 {
	end := addr + uint64(t.size)
	if a == nil {
		return end
	}
	if a.kind == syzData {
		end = max(end, addr+a.v)
	}
	named(a, addr, l.gives)
	return end
}

func (l *syzLayout) structure(a *syzArg, t *syzType, start uint64) uint64 {
	var given []*syzArg
	switch {
	case a == nil:
	case a.kind == syzList:
		given = a.inner
	case a.kind == syzAuto:
		for range t.fields {
			given = append(given, a)
		}
	default:
		given = []*syzArg{a} // a struct of one field may be written as that field
	}
	at, end := start, start
	for i := range t.fields {
		f := &t.fields[i]
		if align := uint64(f.align()); !t.packed && !t.overlay {
			at = start + (at-start+align-1)/align*align
		}
		if t.overlay {
			at = start
		}
		var arg *syzArg
		if i < len(given) {
			arg = given[i]
		}
		if arg == nil && f.flag != 0 && (abi.MapFlagsField.Value(l.read(start, abi.MapFlagsField.End()))&f.flag == 0) != f.unless {
			continue
		}
		at = l.place(arg, f, at)
		end = max(end, at)
	}
	if len(given) > len(t.fields) {
		l.lose("the fields behind the first %d of a struct", len(t.fields))
	}
	if align := uint64(t.align()); !t.packed {
		end = start + (end-start+align-1)/align*align
	}
	return end
}

func (l *syzLayout) union(a *syzArg, t *syzType, addr uint64) uint64 {
	var inner *syzArg
	if len(a.inner) > 0 {
		inner = a.inner[0]
	}
	switch {
	case strings.HasPrefix(a.name, "ANY"):
		return l.any(a.name, inner, addr)
	case a.name == "void": // a field that is not there
		return addr
	case inner != nil && t.size == 0 && t.fields == nil && inner.kind != syzData && inner.kind != syzList:
		return l.place(inner, &syzFD, addr) // one of the unions of descriptors
	}
	return l.place(inner, t, addr)
}

func (l *syzLayout) number(a *syzArg, t *syzType, addr uint64) uint64 {
	end := addr + uint64(t.size)
	switch {
	case a == nil:
		l.put(addr, t.none, t.size)
	case a.kind == syzNumber:
		l.put(addr, a.v, t.size)
	case a.kind == syzPointer && t.size == 8:
		l.point(a, &syzBytes, addr)
	case a.kind == syzResult:
		l.result(a, t, addr)
	default:
		l.put(addr, t.none, t.size)
		l.lose("what stands where a number of %d bytes is expected", t.size)
	}
	return end
}

func (l *syzLayout) result(a *syzArg, t *syzType, addr uint64) {
	ref, ok := l.results[a.name]
	ref.Div, ref.Add = a.div, a.add
	if !ok || !l.refer(addr, ref, t.size) {
		l.put(addr, ^uint64(0), t.size)
		l.lose("%s: -1 stands for it, as no call of this text gives it", a.name)
	}
}

func (l *syzLayout) pointer(a *syzArg, t *syzType, addr uint64) uint64 {
	switch {
	case a == nil:
		l.put(addr, 0, 8)
	case a.kind == syzPointer:
		l.point(a, t.to, addr)
	case a.kind == syzNumber:
		l.put(addr, syzSpecial(a.v), 8)
	default:
		return l.number(a, t, addr)
	}
	return addr + 8
}

// point stores a pointer, then what it leads to.
func (l *syzLayout) point(a *syzArg, to *syzType, addr uint64) {
	target := l.address(a)
	l.put(addr, target, 8)
	l.lead(a, to, target)
}

// lead stores what a pointer leads to.
func (l *syzLayout) lead(a *syzArg, to *syzType, target uint64) {
	var inner *syzArg
	if len(a.inner) > 0 {
		inner = a.inner[0]
	}
	end := target
	if inner != nil || to.size > 0 || to.fields != nil {
		end = l.place(inner, to, target)
	}
	l.touch(target, end-target)
}

func (l *syzLayout) address(a *syzArg) uint64 {
	if !a.auto {
		return a.v
	}
	at := l.auto
	l.auto += syzAutoStep
	return at
}

const (
	syzBase     = 0x7f0000000000 // where the memory of a program begins
	syzAutoBase = syzBase + 0xe00000
	syzAutoStep = 0x400
)

// syzSpecials are the addresses that a number stands for where a pointer is expected (x86-64).
var syzSpecials = [...]uint64{0, 1<<64 - 1, 0x9999999999999999, 0xffffffff81000000, 0xffffffffff600000}

func syzSpecial(v uint64) uint64 { return syzSpecials[-v%uint64(len(syzSpecials))] }
