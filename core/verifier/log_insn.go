package verifier

import (
	"strings"

	"bpfplay/core/insn"
)

// printInsnState adds the touched state to the instruction's line, or prints it on a separate line.
func (v *env) printInsnState(st *vstate, fr int) {
	if !v.follows() {
		return
	}
	if v.lineEnd.text != 0 && v.lineEnd.text == v.logLen {
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
	if !v.follows() {
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
	if !v.follows() {
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
		v.logLine(v.insnIdx, "; ")
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
	v.logLine(v.insnIdx, "; ")
	start := v.logLen
	v.logf("%d: %s\n", v.insnIdx, v.insnText(v.insnIdx))
	v.lineLen = v.logLen - start
	v.lineEnd = v.logEnd()
	return printState
}

// mapAddress stands for the address of a map: the log shows the kernel's, which is unknown, in as many characters.
const mapAddress = "0xffff888000000000"

// insnText returns an instruction in the form of the log.
func (v *env) insnText(idx int) string {
	leaks := v.prog.Caps.Perfmon || v.prog.Caps.SysAdmin
	names := insn.Names{HidePointers: !leaks}
	if v.aux[idx].m != nil && leaks {
		names.Imm = func(insn.Insn, uint64) string { return mapAddress }
	}
	return string(insn.AppendLog(nil, v.insns, idx, v.release, &names))
}
