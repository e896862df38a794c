package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
)

// structure is the state of the steps before the path analysis.
type structure struct {
	slots       []*Map // what fd_array holds, with fd_array_cnt; nil for BTF
	funcInfo    []FuncInfo
	lineInfo    []LineInfo
	funcRecSize uint32
	lineRecSize uint32
	prepared    bool // the log gets the summary even if the program is refused
	buffer      *bpflog.Log
	report      report
}

// checkStructure follows bpf_check up to the path analysis, in the order of the release.
func (v *env) checkStructure() {
	v.insnIdx = -1
	v.aux = make([]insnAux, len(v.insns))
	if v.in(sinceFieldsFirst) {
		if last := len(v.insns) - 1; v.insns[last].IsLoadImm64() {
			v.refuseAt(last, loadImm64Half)
		}
		v.processFDArray()
		v.prepared = true
	} else {
		v.prepared = true
		if v.in(sinceFDArrayCnt) {
			v.processFDArray()
		}
	}
	v.prepareBTF()
	v.addSubprogs()
	v.checkSubprogs()
	v.checkBTF()
	if !v.in(sinceAttachLate) {
		v.checkAttach()
	}
	v.resolveInsns()
	if v.in(sinceFieldsFirst) {
		v.addKfuncs()
	}
	v.checkCFG()
	if v.in(sinceAttachLate) {
		v.checkAttach()
	}
	v.insnIdx = 0
}

// sinceAttachLate is the release in which the attachment is checked after the control flow.
var sinceAttachLate = abi.Since{abi.V6_8}
