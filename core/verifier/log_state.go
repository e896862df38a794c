package verifier

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

var (
	sinceTypeFlags    = abi.Since{abi.V5_18} // types are printed as a base and flags
	sinceShortNumbers = abi.Since{abi.V6_8}  // numbers are decimal if short; equal ranges are joined
	sinceConstTnum    = abi.Since{abi.V6_8}  // a known number is printed without its mask
	sinceSignedTnum   = abi.Since{abi.V7_1}
)

const slotChars = "?rm0p"

// slotText returns the state of a slot, "" if nothing was stored there.
func (v *env) slotText(f *frame, s *slot) (text string, ok bool) {
	b := make([]byte, regSize)
	valid := false
	for i, t := range s.bytes {
		b[i] = slotChars[t]
		valid = valid || t != stackInvalid && t != stackPoison
	}
	switch {
	case !valid:
		return "", false
	case !s.isSpill():
		return string(b), true
	case v.in(sinceShortNumbers):
		return string(b[:strings.IndexByte(string(b), 'r')]) + v.regText(f, &s.reg), true
	}
	name, p := v.typeName(s.typ), ""
	flags := v.in(sinceTypeFlags)
	if s.typ == scalarValue {
		if flags {
			name = ""
		}
		if s.precise {
			p = "P"
		}
		if s.varOff.isConst() {
			p += strconv.FormatInt(int64(s.varOff.value)+int64(s.off), 10)
		}
	}
	return name + p, true
}

// stateText returns the state of a function: all of it, or the part that the instruction touched.
func (v *env) stateText(st *vstate, f *frame, all bool) string {
	var b strings.Builder
	if f.frameno > 0 {
		b.WriteString(sprintf(" frame%d:", f.frameno))
	}
	for n := range f.regs {
		if r := &f.regs[n]; r.typ != notInit && (all || v.scratchedRegs>>n&1 == 1) {
			b.WriteString(sprintf(" R%d%s=%s", n, v.liveText(r.live), v.regText(f, r)))
		}
	}
	for n := range f.stack {
		if !all && v.scratchedSlots>>n&1 == 0 {
			continue
		}
		if text, ok := v.slotText(f, &f.stack[n]); ok {
			b.WriteString(sprintf(" fp%d%s=%s", (-n-1)*regSize, v.liveText(f.stack[n].live), text))
		}
	}
	sep := " refs="
	for i, r := range st.refs {
		switch {
		case i == 0 && r.id == 0: // the kernel then shows none
			sep = ""
		case sep != "" && r.id != 0:
			b.WriteString(sep + strconv.Itoa(int(r.id)))
			sep = ","
		}
	}
	if f.inCallback && v.in(sinceCallbacks) {
		b.WriteString(" cb")
	}
	if f.inAsync {
		b.WriteString(" async_cb")
	}
	return b.String()
}

func (v *env) printFrame(st *vstate, f *frame, all bool) {
	if v.level != 0 {
		// The kernel prints the parts one by one, so no message is too long.
		for part := range strings.SplitAfterSeq(v.stateText(st, f, all)+"\n", " ") {
			v.logf("%s", part)
		}
	}
	if !all {
		v.scratchedRegs, v.scratchedSlots = 0, 0
	}
}

func (v *env) printState(st *vstate, fr int, all bool) {
	if v.level != 0 {
		v.printFrame(st, st.frames[fr], all)
	}
}
