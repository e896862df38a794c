package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceNoRecursion is the release in which the order of the functions is computed before the paths are followed. Before, a
// recursion ends at the limit of frames or of instructions.
var sinceNoRecursion = abi.Since{abi.V7_1}

var recursiveCall = &Rule{
	Name:  "recursiveCall",
	Func:  "sort_subprogs_topo",
	Must:  "color[callee] != 1",
	Errno: abi.EINVAL,
	Log:   "recursive call from %s() to %s()",
	Why:   "A function calls itself, directly or through others. The calls of a program must not form a cycle.",
	Fix:   "Write the recursion as a bounded loop.",
}

// Marks of functions during sortSubprogs.
const (
	subprogOpen = 1 + iota // its callees are being visited
	subprogDone
)

// sortSubprogs orders the functions by their calls, and refuses a recursion (sort_subprogs_topo).
func (v *env) sortSubprogs() {
	marks := make([]uint8, v.subprogCnt())
	var order []int
	for s := range marks {
		if marks[s] == 0 {
			order = v.visitSubprog(s, marks, order)
		}
	}
	v.topo = order
	if v.level&logLevel2 != 0 {
		for i, s := range order {
			v.logf("topo_order[%d] = %s\n", i, v.subprogName(s))
		}
	}
}

// visitSubprog appends the functions that s calls to order, then s.
func (v *env) visitSubprog(s int, marks []uint8, order []int) []int {
	marks[s] = subprogOpen
	for _, idx := range v.orderOf(s) {
		i := v.insns[idx]
		call := i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_CALL
		if !call && !isFuncAddr(i) {
			continue
		}
		switch callee := v.findSubprog(idx + int(i.Imm) + 1); {
		case marks[callee] == 0:
			order = v.visitSubprog(callee, marks, order)
		case marks[callee] == subprogOpen && call:
			v.reportStructure(idx, "recursive subprogram call",
				"Rewrite the recursion as an explicit bounded loop, or split the logic so subprogram calls do not form a cycle.",
				"This bpf2bpf call would make the subprogram call graph recursive. "+
					"The verifier requires a finite, acyclic call graph so it can bound stack depth and analysis.")
			v.refuseAt(idx, recursiveCall, v.subprogName(s), v.subprogName(callee))
		}
	}
	marks[s] = subprogDone
	return append(order, s)
}

// subprogName returns the name of a function in its BTF, "" without.
func (v *env) subprogName(s int) string {
	if s >= len(v.funcInfo) {
		return ""
	}
	name, _ := v.funcOf(s)
	return name
}
