package strace

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	printer "bpfplay/core/strace"
	"bpfplay/core/table"
)

// words maps kinds to the names of their values, with an example for errors.
var words = table.Indexed[abi.Kind, struct {
	named   func(string) (uint64, bool)
	example string
}]{
	abi.KindPointer:     {null, "NULL"},
	abi.KindPath:        {null, "NULL, a path in quotes"},
	abi.KindMapType:     {mapType, "a name such as BPF_MAP_TYPE_HASH"},
	abi.KindMapFlags:    {mapFlag, "names such as BPF_F_NO_PREALLOC joined by |"},
	abi.KindFileFlags:   {mapFlag, "names such as BPF_F_RDONLY joined by |"},
	abi.KindProgType:    {progType, "a name such as BPF_PROG_TYPE_XDP"},
	abi.KindProgFlags:   {progFlag, "names such as BPF_F_SLEEPABLE joined by |"},
	abi.KindAttachType:  {attachType, "a name such as BPF_SK_LOOKUP"},
	abi.KindAttachFlags: {attachFlag, "names such as BPF_F_ALLOW_MULTI joined by |"},
	abi.KindElemFlags:   {elemFlag, "names such as BPF_NOEXIST joined by |"},
}

// sets lists the kinds whose values are names joined by "|".
var sets = []abi.Kind{abi.KindMapFlags, abi.KindFileFlags, abi.KindElemFlags, abi.KindProgFlags, abi.KindAttachFlags}

func null(name string) (uint64, bool) { return 0, name == "NULL" }

func mapType(name string) (uint64, bool) {
	t, ok := abi.MapTypeNamed(name)
	return uint64(t), ok
}

func mapFlag(name string) (uint64, bool) { return flag(abi.MapFlags, name) }

func elemFlag(name string) (uint64, bool) {
	for v := uint64(abi.BPF_ANY); v <= abi.BPF_EXIST; v++ {
		word := abi.KindElemFlags.Format(v)
		if strings.EqualFold(name, word) || strings.EqualFold("BPF_"+name, word) {
			return v, true
		}
	}
	return flag(abi.ElemFlags, name)
}

func flag(flags []abi.Flag, name string) (uint64, bool) {
	for _, f := range flags {
		if strings.EqualFold(name, f.Name) || strings.EqualFold("BPF_F_"+name, f.Name) {
			return f.Bit, true
		}
	}
	return 0, false
}

// value reads the value of a field, after its "=".
func (a *attr) value(f *abi.Field) {
	t := a.peek()
	pointer := f.Kind == abi.KindPointer || f.Kind == abi.KindPath
	switch {
	case pointer && a.memory(f):
	case f.Kind == abi.KindName:
		a.name(f)
	case f.Kind == abi.KindPath && t.kind == quoted:
		a.path(f)
	case pointer && (t.kind == quoted || t.is("{") || t.is("[")): // strace -v prints the memory at the address
		a.pointedAt(f)
		a.lose("the address in %s", f.Name)
	case t.kind == quoted && f.Kind == abi.KindU64: // the tag of a program
		a.put(f.Offset, abi.Grow(a.unquote(a.next()), f.Kind.Size())[:f.Kind.Size()])
	default:
		v := a.word(f)
		a.call.Attr = f.Put(a.call.Attr, v)
		for slices.Contains(sets, f.Kind) && a.take("|") {
			a.call.Attr = f.Put(a.call.Attr, f.Value(a.call.Attr)|a.word(f))
		}
		a.description(int64(int32(v)))
	}
}

// description reads the name of the file of fd, which strace -y prints after it.
func (a *attr) description(fd int64) {
	t := a.peek()
	if !strings.HasPrefix(t.text, "<") || t.is(unfinished) {
		return
	}
	a.next()
	named(a.call, fd, t.text)
	if a.take("(") {
		a.expect("deleted")
		a.expect(")")
	}
}

// word reads one number or name.
func (a *attr) word(f *abi.Field) uint64 {
	t := a.next()
	if t.is("makedev") {
		return a.device()
	}
	if t.is("KERNEL_VERSION") {
		return a.kernVersion()
	}
	if f == &abi.ExpectedAttachType {
		if v, ok := attachType(t.text); ok {
			return v
		}
	}
	device := t.is("if_nametoindex") && a.take("(")
	if device {
		t.text = "if_nametoindex(" + strconv.Quote(string(a.unquote(a.next()))) + ")"
		a.expect(")")
	}
	if v, ok := printer.NamedValue(f, t.text); ok {
		return v
	}
	if device && f.Kind == abi.KindIfindex {
		a.lose("the number of %s: 2 is used", t.text)
		return 2
	}
	words := words.At(f.Kind)
	if words.named != nil {
		if v, ok := words.named(t.text); ok {
			return v
		}
	}
	bits, least := 8*f.Kind.Size(), int64(0)
	if f.Kind.Signed() {
		least = -1 << (bits - 1)
	}
	if _, ok := integer(t.text); !ok && words.example != "" {
		a.fail(t, "invalid value %q of "+f.Name, "want "+words.example+", or a number")
	}
	return a.number(t, f.Name, least, math.MaxUint64>>(64-bits))
}

// number parses an integer and returns a negative one as two's complement.
func (r *reader) number(t token, of string, least int64, most uint64) uint64 {
	n, ok := integer(t.text)
	fault := ""
	switch {
	case !ok:
		fault = "invalid number %q for " + of
	case n.tooLarge || !n.negative && n.size > most || n.negative && n.size > uint64(-least):
		fault = "%q is out of range for " + of
	case n.negative:
		return -n.size & most
	}
	if fault != "" && r.fault == nil {
		r.fail(t, fault, fmt.Sprintf("want %d to %d", least, most))
	}
	return n.size
}

// number is an integer of any size.
type number struct {
	size     uint64
	negative bool
	tooLarge bool // for 64 bits
}

// integer parses decimal digits, or hex digits after 0x. ok is false for other text.
func integer(text string) (n number, ok bool) {
	digits, negative := strings.CutPrefix(text, "-")
	base := 10
	if len(digits) > 2 && strings.EqualFold(digits[:2], "0x") {
		digits, base = digits[2:], 16
	} else if len(digits) > 1 && digits[0] == '0' { // modes
		base = 8
	}
	if strings.HasPrefix(digits, "+") || strings.HasPrefix(digits, "-") {
		return n, false
	}
	v, err := strconv.ParseUint(digits, base, 64)
	tooLarge := errors.Is(err, strconv.ErrRange)
	return number{v, negative, tooLarge}, err == nil || tooLarge
}
