package verifier

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceTypeFlags    = abi.From(abi.R(5, 18, 0)) // types are printed as a base and flags
	sinceShortNumbers = abi.From(abi.R(6, 8, 0))  // numbers are decimal if short; equal ranges are joined
	sinceConstTnum    = abi.From(abi.R(6, 8, 0))  // a known number is printed without its mask
	sinceSignedTnum   = abi.From(abi.R(7, 1, 0))
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

var typeNames = [...]string{
	notInit: "?", scalarValue: "scalar", ptrToCtx: "ctx", constPtrToMap: "map_ptr", ptrToMapValue: "map_value", ptrToMapKey: "map_key",
	ptrToStack: "fp", ptrToPacket: "pkt", ptrToPacketMeta: "pkt_meta", ptrToPacketEnd: "pkt_end", ptrToFlowKeys: "flow_keys",
	ptrToSocket: "sock", ptrToSockCommon: "sock_common", ptrToTCPSock: "tcp_sock", ptrToTPBuffer: "tp_buffer", ptrToXDPSock: "xdp_sock",
	ptrToBTFID: "ptr_", ptrToMem: "mem", ptrToBuf: "buf", ptrToFunc: "func",
}

// typeName returns the name of a type as the logs of the release print it.
func (v *env) typeName(t regType) string {
	name := typeNames[t.base()]
	if t == scalarValue && !v.in(sinceTypeFlags) {
		return "inv"
	}
	if t&memRingbuf != 0 && v.in(sinceTypeFlags) {
		if v.in(sinceRingbufName) {
			name = "ringbuf_" + name
		} else {
			name = "alloc_" + name
		}
	}
	if t&memRdonly != 0 {
		name = "rdonly_" + name
	} else if t == ptrToBuf && !v.in(sinceTypeFlags) {
		name = "rdwr_" + name
	}
	if t.mayBeNull() {
		name += "_or_null"
	}
	return name
}

var sinceRingbufName = abi.From(abi.R(6, 2, 0))

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

const slotChars = "?rm0"

// slotText returns the state of a slot, "" if nothing was stored there.
func (v *env) slotText(f *frame, s *slot) (text string, ok bool) {
	b := make([]byte, regSize)
	valid := false
	for i, t := range s.bytes {
		b[i] = slotChars[t]
		valid = valid || t != stackInvalid
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
	for i, r := range st.refs {
		sep := ","
		if i == 0 {
			sep = " refs="
		}
		b.WriteString(sep + strconv.Itoa(int(r.id)))
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
		v.logf("%s\n", v.stateText(st, f, all))
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

// printInsnState adds the touched state to the instruction's line, or prints it on a separate line.
func (v *env) printInsnState(st *vstate, fr int) {
	if v.level == 0 {
		return
	}
	if v.lineEnd.text != 0 && v.lineEnd.text == len(v.log) {
		p := v.lineEnd
		p.text--
		p.buffer--
		v.resetLog(p)
		v.logf("%s;", strings.Repeat(" ", logAlignment(v.lineLen)))
	} else {
		v.logf("%d:", v.insnIdx)
	}
	v.printState(st, fr, false)
}

// logAlignment returns the number of spaces after an instruction of n bytes.
func logAlignment(n int) int {
	const step, least = 8, 40
	return (max(n+step/2, least)+step-1)/step*step - n - 1
}

// logSafe notes that an equal state was found.
func (v *env) logSafe(printed bool, prev int) {
	if v.level == 0 {
		return
	}
	if printed {
		v.logf("\nfrom %d to %d%s: safe\n", prev, v.insnIdx, v.speculativeText())
	} else {
		v.logf("%d: safe\n", v.insnIdx)
	}
}

func (v *env) speculativeText() string {
	if v.cur.speculative {
		return " (speculative execution)"
	}
	return ""
}

// logInsn prints the instruction, and the state before it at the start of a path.
func (v *env) logInsn(printState bool, prev int) bool {
	if v.level == 0 {
		return printState
	}
	level2 := v.level&logLevel2 != 0
	fr := v.cur.curframe()
	if !v.in(sinceScratchedLog) {
		if level2 || printState {
			if level2 {
				v.logf("%d:", v.insnIdx)
			} else {
				v.logf("\nfrom %d to %d%s:", prev, v.insnIdx, v.speculativeText())
			}
			v.printState(v.cur, fr, true)
			printState = false
		}
		v.logf("%d: %s\n", v.insnIdx, v.insnText(v.insnIdx))
		return printState
	}
	if level2 && printState {
		v.logf("\nfrom %d to %d%s:", prev, v.insnIdx, v.speculativeText())
		v.printState(v.cur, fr, true)
		printState = false
	}
	if v.scratchedRegs != 0 || v.scratchedSlots != 0 {
		v.printInsnState(v.cur, fr)
	}
	start := len(v.log)
	v.logf("%d: %s\n", v.insnIdx, v.insnText(v.insnIdx))
	v.lineLen = len(v.log) - start
	v.lineEnd = v.logEnd()
	return printState
}

// logStats prints the summary that ends every log.
func (v *env) logStats() {
	if v.level&logStatsBit != 0 {
		v.logf("verification time 0 usec\nstack depth ")
		for n := range max(len(v.subprogs)-1, 0) {
			sep := "+"
			if n == 0 {
				sep = ""
			}
			v.logf("%s%d", sep, v.subprogs[n].stackDepth)
		}
		v.logf("\n")
	}
	v.logf("processed %d insns (limit %d) max_states_per_insn %d total_states %d peak_states %d mark_read %d\n",
		v.processed, maxProcessed, v.maxStates, v.totalStates, v.peakStates, v.longestWalk)
}

const logStatsBit = logStats

// regMask and stackMask print the sets of precision tracking.
func regMask(m uint32) string {
	var parts []string
	for i := range 32 {
		if m>>i&1 == 1 {
			parts = append(parts, "r"+strconv.Itoa(i))
		}
	}
	return strings.Join(parts, ",")
}

func stackMask(m uint64) string {
	var parts []string
	for i := range 64 {
		if m>>i&1 == 1 {
			parts = append(parts, "-"+strconv.Itoa((i+1)*regSize))
		}
	}
	return strings.Join(parts, ",")
}

// refuseQuietly ends the verification with a rule whose message is in the log already.
func (v *env) refuseQuietly(rule *Rule, args ...any) {
	r := &Refusal{Rule: rule, Errno: rule.Errno, Insn: v.insnIdx}
	if rule.Log != "" {
		r.Message = sprintf(rule.Log, args...)
	}
	panic(r)
}

// mapAddress stands for the address of a map: the log shows the kernel's, which is unknown, in as many characters.
const mapAddress = "0xffff888000000000"

// insnText returns an instruction in the form of the log.
func (v *env) insnText(idx int) string {
	names := insn.Names{HidePointers: !v.allowPtrLeaks}
	if v.aux[idx].m != nil && v.allowPtrLeaks {
		names.Imm = func(insn.Insn, uint64) string { return mapAddress }
	}
	return string(insn.AppendLog(nil, v.insns, idx, v.release, &names))
}
