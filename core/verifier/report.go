package verifier

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceReports is the release whose log explains a refusal after its message. Follows kernel/bpf/diagnostics.c.
var sinceReports = abi.Since{abi.V7_3}

const (
	reportWidth   = 100 // columns of a report's text
	reportContext = 2   // instructions shown before and after the one at fault
)

// report collects the explanation that the log prints after the message of the next refusal.
type report struct{ strings.Builder }

// reports reports whether the log has explanations.
func (v *env) reports() bool { return v.in(sinceReports) && v.follows() }

// reportStructure follows bpf_diag_program_structure: it explains the refusal that the caller makes next.
func (v *env) reportStructure(i int, problem, suggestion, reason string, args ...any) {
	if !v.reports() {
		return
	}
	v.reportStart("Program Structure", problem, fmt.Sprintf(reason, args...))
	v.reportAt(i, problem)
	v.reportEnd(suggestion)
}

// reportPolicy follows bpf_diag_policy: the program lacks the right to an operation.
func (v *env) reportPolicy(i int, operation, reason, suggestion string) {
	if !v.reports() {
		return
	}
	v.reportStart("Policy", "operation is not allowed", "The "+operation+" is not allowed: "+reason+".")
	v.reportAt(i, "policy check failed for "+operation)
	v.reportEnd(suggestion)
}

// reportStart begins a report with its title and the reason.
func (v *env) reportStart(category, problem, reason string) {
	v.report.WriteString("\nVerification failed: " + category + ": " + strings.ToUpper(problem[:1]) + problem[1:] + "\n\nReason:\n")
	v.report.wrap("  ", "  ", reason)
}

// reportAt shows the instruction at fault among its neighbours. It follows bpf_diag_source without line information.
func (v *env) reportAt(at int, message string) {
	r := &v.report
	r.WriteString("\nAt:\n  insn " + strconv.Itoa(at) + "\n")
	r.wrap("       | ^-- ", "       |     ", "error: "+message)
	r.WriteString("  Instruction context:\n")
	width := len(strconv.Itoa(len(v.insns) - 1))
	for i := max(at-reportContext, 0); i <= at+reportContext && i < len(v.insns); i++ {
		if i > 0 && v.insns[i-1].IsLoadImm64() || v.insns[i].IsLoadImm64() && i+1 >= len(v.insns) {
			continue
		}
		mark := "    "
		if i == at {
			mark = ">>> "
		}
		n := strconv.Itoa(i)
		r.WriteString("  " + mark + strings.Repeat(" ", width-len(n)) + n + " | ")
		r.Write(insn.AppendLog(nil, v.insns, i, v.release, &insn.Names{HidePointers: !v.prog.Caps.Perfmon}))
		r.WriteByte('\n')
	}
}

// reportEnd ends a report with what would make the program pass.
func (v *env) reportEnd(suggestion string) {
	v.report.WriteString("\nSuggestion:\n")
	v.report.wrap("  ", "  ", suggestion)
	v.report.WriteByte('\n')
}

// wrap follows diag_print_wrapped_prefixed: it appends text in lines of at most reportWidth columns.
func (r *report) wrap(first, next, text string) {
	for prefix := first; text != ""; prefix = next {
		room := max(reportWidth-len(prefix), 1)
		n, space := 0, -1
		for n < len(text) && text[n] != '\n' && n < room {
			if text[n] == ' ' {
				space = n
			}
			n++
		}
		if n < len(text) && text[n] != '\n' && text[n] != ' ' && space > 0 {
			n = space
		}
		r.WriteString(prefix + text[:n] + "\n")
		text = strings.TrimPrefix(strings.TrimLeft(text[n:], " "), "\n")
	}
}

// logReport appends the report to the log, line by line.
func (v *env) logReport() {
	for line := range strings.Lines(v.report.String()) {
		v.logf("%s", line)
	}
}

// withHistory are the refusals that the log of 7.3 explains with the history of registers, which the verifier does not keep.
var withHistory = []*Rule{
	readNotOK, stackCorrupt, stackUninit, stackReadUninit, stackReadVarUninit, stackVariableHelper, regionMax, regionMin,
	regionNegative, regionUnbounded, pointerModified, pointerNegative, pointerVariable, invalidMemAccess, lockTwice, unlockUnlocked,
	unlockOther, unlockMissing, argumentType, releaseUnreferenced, releaseOffset, helperMemType, unreleased, inLockedRegion,
	helperSleepsIn, pointerALU32, pointerMaybeNull, pointerFixed, scalarMinusPointer, stackSubtraction, pointerBitwise,
	pointerOperator, pointerMathConst, pointerMathUnbounded, pointerMathValue, pointerOffset, leadsToLeak, callInLock, globalInLock, allocUnbounded, packetRange, packetRangeUnknown,
}

// declineReport declines a refusal whose report is not known.
func (v *env) declineReport(rule *Rule) {
	if v.reports() && v.report.Len() == 0 && slices.Contains(withHistory, rule) {
		v.decline("the report in 7.3's log about this refusal")
	}
}

// reportUnreadable follows bpf_diag_unreadable_reg for a register that nothing on the path has changed.
func (v *env) reportUnreadable(reg uint8) {
	if !v.reports() || !v.untouched(reg) {
		return
	}
	name := "R" + strconv.Itoa(int(reg))
	v.reportStart("Register Type Safety", "unreadable register", name+" has never been initialized on this path, so the verifier cannot use it as an input.")
	v.reportAt(v.insnIdx, name+" is not readable")
	v.report.WriteString("\nCausal path:\n  no retained diagnostic events on this path\n")
	v.reportEnd("Initialize " + name + " on every path before this instruction.")
}

// untouched reports whether the path to the current instruction has neither branches nor calls, and does not change reg.
func (v *env) untouched(reg uint8) bool {
	if len(v.cur.frames) > 1 {
		return false
	}
	for i, ins := range v.insns[:v.insnIdx] {
		switch ins.Class() {
		case insn.BPF_JMP, insn.BPF_JMP32:
			return false
		case insn.BPF_ALU, insn.BPF_ALU64, insn.BPF_LDX:
			if ins.Dst == reg {
				return false
			}
		case insn.BPF_LD:
			if i > 0 && v.insns[i-1].IsLoadImm64() {
				continue
			}
			if !ins.IsLoadImm64() || ins.Dst == reg {
				return false
			}
		case insn.BPF_STX:
			if ins.Mode() == insn.BPF_ATOMIC {
				return false
			}
		}
	}
	return true
}

// reportHelper follows the reports of check_helper_call: the program may not call a helper.
func (v *env) reportHelper(id int32, reason, suggestion string) {
	v.reportPolicy(v.insnIdx, "helper "+v.helperName(id)+"#"+strconv.Itoa(int(id)), reason, suggestion)
}
