package syz

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// results maps names such as r0 to their origin.
type results map[string]origin

// origin is where a result comes from: a call, or a number of the program itself.
type origin struct {
	ref     paste.Ref
	v       uint64
	isFixed bool // the result is v
}

// layout stores the arguments of one call in memory, in the order in which syzkaller copies them.
type layout struct {
	*paste.Stores
	results results
	gives   map[string]uint64 // by name of a result: the address that the kernel writes it to
	lost    []string
	auto    uint64 // the next address for &AUTO
}

func (l *layout) lose(format string, args ...any) {
	l.lost = append(l.lost, fmt.Sprintf(format, args...))
}

// place stores an argument of type t and returns its end address. A nil argument is omitted in the text.
func (l *layout) place(a *arg, t *argType, addr uint64) uint64 {
	if a != nil && a.gives != "" {
		l.gives[a.gives] = addr
	}
	if a != nil && (a.kind == nilArg || a.kind == autoArg && t.fields == nil && t.to == nil) {
		auto := *t
		if a.kind == autoArg {
			auto.none = t.auto
		}
		a, t = nil, &auto
	}
	switch {
	case t.out:
		return l.room(a, t, addr)
	case t.insns:
		return l.insns(a, addr)
	case a != nil && a.kind == union:
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

// room reserves memory that the kernel writes to and the program does not initialize.
func (l *layout) room(a *arg, t *argType, addr uint64) uint64 {
	end := addr + uint64(t.size)
	if a == nil {
		return end
	}
	if a.kind == data {
		end = max(end, addr+a.v)
	}
	named(a, addr, l.gives)
	return end
}

func (l *layout) structure(a *arg, t *argType, start uint64) uint64 {
	var given []*arg
	switch {
	case a == nil:
	case a.kind == list:
		given = a.inner
	case a.kind == autoArg:
		for range t.fields {
			given = append(given, a)
		}
	default:
		given = []*arg{a} // a struct of one field may be written as that field
	}
	at, end := start, start
	for i := range t.fields {
		f := t.fields[i]
		if i < len(t.fixed) {
			f = &argType{size: f.size, none: t.fixed[i], auto: t.fixed[i]}
		}
		if align := uint64(f.align()); !t.packed {
			at = start + (at-start+align-1)/align*align
		}
		var arg *arg
		if i < len(given) {
			arg = given[i]
		}
		if t.overlay && i > 0 { // syzkaller stores the first field only; the others name the result of the call at the same address
			if arg != nil && arg.gives != "" {
				l.gives[arg.gives] = start
			}
			continue
		}
		if arg == nil && f.flag != 0 && (abi.MapFlagsField.Value(l.Read(start, abi.MapFlagsField.End()))&f.flag == 0) != f.unless {
			continue
		}
		at = l.place(arg, f, at)
		end = max(end, at)
	}
	if len(given) > len(t.fields) {
		l.lose("the fields after the first %d of a struct", len(t.fields))
	}
	if align := uint64(t.align()); !t.packed {
		end = start + (end-start+align-1)/align*align
	}
	return end
}

func (l *layout) union(a *arg, t *argType, addr uint64) uint64 {
	var inner *arg
	if len(a.inner) > 0 {
		inner = a.inner[0]
	}
	switch {
	case strings.HasPrefix(a.name, "ANY"):
		return l.any(a.name, inner, addr)
	case a.name == "void": // an absent field
		return addr
	case inner != nil && t.size == 0 && t.fields == nil && inner.kind != data && inner.kind != list:
		return l.place(inner, fd, addr) // one of the unions of descriptors
	}
	return l.place(inner, t, addr)
}

func (l *layout) number(a *arg, t *argType, addr uint64) uint64 {
	end := addr + uint64(t.size)
	switch {
	case a == nil:
		l.Put(addr, t.none, t.size)
	case a.kind == number:
		l.Put(addr, a.v, t.size)
	case a.kind == pointer && t.size == 8:
		l.point(a, blob, addr)
	case a.kind == result:
		l.result(a, t, addr)
	default:
		l.Put(addr, t.none, t.size)
		l.lose("an argument that is not a number of %d bytes", t.size)
	}
	return end
}

func (l *layout) result(a *arg, t *argType, addr uint64) {
	from, ok := l.results[a.name]
	if from.isFixed {
		l.Put(addr, a.computed(from.v), t.size)
		return
	}
	ref := from.ref
	ref.Div, ref.Add = a.div, a.add
	if !ok || !l.Refer(addr, ref, t.size) {
		l.Put(addr, ^uint64(0), t.size)
		l.lose("%s: no call of this text returns it, assumed -1", a.name)
	}
}

func (l *layout) pointer(a *arg, t *argType, addr uint64) uint64 {
	switch {
	case a == nil:
		l.Put(addr, 0, 8)
	case a.kind == pointer:
		l.point(a, t.to, addr)
	case a.kind == number:
		l.Put(addr, special(a.v), 8)
	default:
		return l.number(a, t, addr)
	}
	return addr + 8
}

// point stores a pointer, then its target.
func (l *layout) point(a *arg, to *argType, addr uint64) {
	target := l.address(a)
	l.Put(addr, target, 8)
	l.lead(a, to, target)
}

// lead stores the target of a pointer.
func (l *layout) lead(a *arg, to *argType, target uint64) {
	var inner *arg
	if len(a.inner) > 0 {
		inner = a.inner[0]
	}
	end := target
	if inner != nil || to.size > 0 || to.fields != nil {
		end = l.place(inner, to, target)
	}
	l.Touch(target, end-target)
}

func (l *layout) address(a *arg) uint64 {
	if !a.auto {
		return a.v
	}
	at := l.auto
	l.auto += autoStep
	return at
}

const (
	base     = 0x7f0000000000 // start of a program's memory
	autoBase = base + 0xe00000
	autoStep = 0x400
)

// specials lists the addresses that a small number encodes in place of a pointer (x86-64).
var specials = [...]uint64{0, 1<<64 - 1, 0x9999999999999999, 0xffffffff81000000, 0xffffffffff600000}

func special(v uint64) uint64 { return specials[-v%uint64(len(specials))] }
