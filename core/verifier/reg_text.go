package verifier

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// tnumText returns t in the form of the release.
func (v *env) tnumText(t tnum) string {
	if t.mask == 0 && v.in(sinceConstTnum) {
		if v.in(sinceSignedTnum) && int64(t.value) >= math.MinInt16 && int64(t.value) <= math.MaxInt16 {
			return strconv.FormatInt(int64(t.value), 10)
		}
		return unum(t.value)
	}
	return t.String()
}

// unum and snum print short numbers as decimals, others in hexadecimal.
func unum(n uint64) string {
	if n <= math.MaxUint16 {
		return strconv.FormatUint(n, 10)
	}
	return hexText(n)
}

func snum(n int64) string {
	if n >= math.MinInt16 && n <= math.MaxInt16 {
		return strconv.FormatInt(n, 10)
	}
	return hexText(uint64(n))
}

func hexText(n uint64) string { return "0x" + strconv.FormatUint(n, 16) }

// liveText returns the suffix for a register that was read or written.
func (v *env) liveText(live uint8) string {
	if v.static || live&(liveRead|liveWritten|liveDone) == 0 {
		return ""
	}
	s := "_"
	for _, f := range [3]struct {
		bit  uint8
		char string
	}{{liveRead, "r"}, {liveWritten, "w"}, {liveDone, "D"}} {
		if live&f.bit != 0 {
			s += f.char
		}
	}
	return s
}

// regText returns the state of a register without its name.
func (v *env) regText(f *frame, r *reg) string {
	if !v.in(sinceShortNumbers) {
		return v.regTextOld(r)
	}
	p := ""
	if r.typ == scalarValue {
		if r.precise {
			p = "P"
		}
		if r.varOff.isConst() {
			return p + snum(int64(r.varOff.value))
		}
	}
	p += v.typeName(r.typ)
	if r.typ == ptrToStack {
		if f.frameno != int(r.frameno) {
			p += sprintf("[%d]", r.frameno)
		}
		if r.varOff.isConst() {
			return p + snum(int64(r.varOff.value)+int64(r.off))
		}
	}
	var parts []string
	add := func(s string) { parts = append(parts, s) }
	if r.id != 0 {
		id := sprintf("id=%d", r.id&^addConst)
		if r.id&addConst != 0 {
			id += sprintf("%+d", r.off)
		}
		add(id)
	}
	if r.refObjID != 0 && !v.in(sinceValueID) {
		add(sprintf("ref_obj_id=%d", r.refObjID))
	}
	if base := r.typ.base(); base == constPtrToMap || base == ptrToMapKey || base == ptrToMapValue {
		if r.m.Name != "" {
			add("map=" + r.m.Name)
		}
		add(sprintf("ks=%d", r.m.KeySize))
		add(sprintf("vs=%d", r.m.ValueSize))
	}
	if r.typ != scalarValue && r.off != 0 {
		add("off=" + snum(int64(r.off)))
	}
	if r.typ.isPktPointer() {
		add("r=" + unum(uint64(int64(r.rng))))
	}
	if r.typ.base() == ptrToMem {
		add("sz=" + unum(uint64(r.memSize)))
	}
	if r.varOff.isConst() {
		if r.varOff.value != 0 {
			add("imm=" + snum(int64(r.varOff.value)))
		}
	} else {
		parts = append(parts, rangeTexts(&r.bounds)...)
		if !r.varOff.isUnknown() {
			add("var_off=" + v.tnumText(r.varOff))
		}
	}
	return p + "(" + strings.Join(parts, ",") + ")"
}

// rangeTexts returns the ranges that say something. Equal ends share a number.
func rangeTexts(b *bounds) (parts []string) {
	short := func(n int32) uint64 {
		if n >= math.MinInt16 && n <= math.MaxInt16 {
			return uint64(int64(n))
		}
		return uint64(uint32(n))
	}
	type end struct {
		name string
		val  uint64
		omit bool
	}
	ends := [8]end{
		{"smin", uint64(b.smin), b.smin == math.MinInt64}, {"smax", uint64(b.smax), b.smax == math.MaxInt64},
		{"umin", b.umin, b.umin == 0}, {"umax", b.umax, b.umax == math.MaxUint64},
		{"smin32", short(b.s32min), b.s32min == math.MinInt32}, {"smax32", short(b.s32max), b.s32max == math.MaxInt32},
		{"umin32", uint64(b.u32min), b.u32min == 0}, {"umax32", uint64(b.u32max), b.u32max == math.MaxUint32},
	}
	for i, e := range ends {
		if ends[i].omit {
			continue
		}
		text := e.name + "="
		neg := e.name[0] == 's' && int64(e.val) < 0
		for k := i + 2; k < len(ends); k += 2 {
			o := &ends[k]
			if o.omit || o.val != e.val || (o.name[0] == 's' && int64(o.val) < 0) != neg {
				continue
			}
			o.omit = true
			text += o.name + "="
		}
		if e.name[0] == 's' {
			text += snum(int64(e.val))
		} else {
			text += unum(e.val)
		}
		parts = append(parts, text)
	}
	return parts
}

// regTextOld returns the state of a register in the form before 6.8.
func (v *env) regTextOld(r *reg) string {
	flags := v.in(sinceTypeFlags)
	p := ""
	if r.typ == scalarValue && r.precise {
		p = "P"
	}
	name := v.typeName(r.typ)
	if (r.typ == scalarValue || r.typ == ptrToStack) && r.varOff.isConst() {
		n := strconv.FormatInt(int64(r.varOff.value)+int64(r.off), 10)
		switch {
		case !flags:
			return name + p + n
		case r.typ == scalarValue:
			return p + n
		}
		return name + n
	}
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, sprintf(format, args...)) }
	if r.id != 0 || !flags {
		add("id=%d", r.id)
	}
	switch r.typ.base() {
	case ptrToSocket, ptrToTCPSock, ptrToMem:
		if r.refObjID != 0 || !flags {
			add("ref_obj_id=%d", r.refObjID)
		}
	}
	if r.typ != scalarValue {
		add("off=%d", r.off)
	}
	if r.typ.isPktPointer() {
		add("r=%d", r.rng)
	} else if base := r.typ.base(); base == constPtrToMap || base == ptrToMapValue || base == ptrToMapKey && flags {
		add("ks=%d,vs=%d", r.m.KeySize, r.m.ValueSize)
	}
	if r.varOff.isConst() {
		add("imm=%x", r.varOff.value)
	} else {
		suffix := "_value"
		if flags {
			suffix = ""
		}
		for _, e := range []struct {
			show bool
			name string
			val  any
		}{
			{r.smin != int64(r.umin) && r.smin != math.MinInt64, "smin", r.smin},
			{r.smax != int64(r.umax) && r.smax != math.MaxInt64, "smax", r.smax},
			{r.umin != 0, "umin", r.umin},
			{r.umax != math.MaxUint64, "umax", r.umax},
		} {
			if e.show {
				add("%s%s=%d", e.name, suffix, e.val)
			}
		}
		if !r.varOff.isUnknown() {
			add("var_off=%s", r.varOff.String())
		}
		for _, e := range []struct {
			show bool
			name string
			val  int32
		}{
			{int64(r.s32min) != r.smin && r.s32min != math.MinInt32, "s32_min", r.s32min},
			{int64(r.s32max) != r.smax && r.s32max != math.MaxInt32, "s32_max", r.s32max},
			{uint64(r.u32min) != r.umin && r.u32min != 0, "u32_min", int32(r.u32min)},
			{uint64(r.u32max) != r.umax && r.u32max != math.MaxUint32, "u32_max", int32(r.u32max)},
		} {
			if e.show {
				add("%s%s=%d", e.name, suffix, e.val)
			}
		}
	}
	if !flags {
		return name + p + "(" + strings.Join(parts, ",") + ")"
	}
	return p + name + "(" + strings.Join(parts, ",") + ")"
}
