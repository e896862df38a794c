package verifier

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/insn"
)

// Verify checks a program as BPF_PROG_LOAD of p.Release does. It follows bpf_check.
func Verify(p Program) (res Result) {
	v := &env{prog: &p, release: p.Release, insns: slices.Clone(p.Insns), level: p.Log.Level}
	v.insnIdx = -1
	if !p.Log.Valid(p.Release) {
		res.Refusal = &Refusal{Rule: logAttr, Errno: logAttr.Errno, Insn: -1}
		return res
	}
	v.buffer = bpflog.New(p.Release, p.Log)
	v.run(&res)
	if res.Declined != "" {
		return res
	}
	if v.prepared {
		v.logStats()
	}
	res.Log = string(v.log)
	res.LogBytes, res.LogTrueSize, res.LogErrno = v.finishLog()
	res.Insns = v.resolvedInsns()
	res.UsedMaps = v.usedMaps
	res.Verified, res.MaxCtxOffset, res.StackDepth = uint32(v.processed), v.maxCtx, uint32(v.usedDepth)
	res.FuncInfo, res.FuncRecSize = v.funcInfo, v.funcRecSize
	res.LineInfo, res.LineRecSize = v.lineInfo, v.lineRecSize
	for n := range max(len(v.subprogs)-1, 0) {
		res.Subprogs = append(res.Subprogs, v.subprogs[n].start)
	}
	return res
}

// resolvedInsns returns the program with each map named by its index in the used maps: as BPF_PSEUDO_MAP_FD in imm, or as
// BPF_PSEUDO_MAP_VALUE with the offset in the second imm.
func (v *env) resolvedInsns() []insn.Insn {
	for i := range v.insns {
		in := &v.insns[i]
		if !in.IsLoadImm64() || i >= len(v.aux) || v.aux[i].m == nil {
			continue
		}
		in.Imm = int32(slices.IndexFunc(v.usedMaps, func(m *Map) bool { return m.Ref == v.aux[i].m.Ref }))
		switch in.Src {
		case insn.BPF_PSEUDO_MAP_IDX:
			in.Src = insn.BPF_PSEUDO_MAP_FD
		case insn.BPF_PSEUDO_MAP_IDX_VALUE:
			in.Src = insn.BPF_PSEUDO_MAP_VALUE
		}
	}
	return v.insns
}

// run runs the steps of the verification, and records the first refusal.
func (v *env) run(res *Result) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Refusal:
			res.Refusal = e
		case declined:
			res.Declined = string(e)
		default:
			panic(e)
		}
	}()
	v.checkStructure()
	v.checkPaths()
}

// finishLog returns what the log's buffer holds at the end, its true size, and the errno that a log that does not fit
// returns.
func (v *env) finishLog() (text []byte, trueSize uint32, errno abi.Errno) {
	text, trueSize, errno = v.buffer.Finish()
	if v.buffer.Rotates() || v.level == 0 {
		return text, trueSize, errno
	}
	switch {
	case v.buffer.Faulted():
		errno = abi.EFAULT
	case v.buffer.Full():
		errno = abi.ENOSPC
	}
	return text, trueSize, errno
}

var logAttr = newRule(Rule{
	Name:  "logAttr",
	Func:  "bpf_verifier_log_attr_valid",
	Must:  "log_level, log_size and log_buf fit together",
	Errno: abi.EINVAL,
	Why:   "A log needs a level, a buffer and its size together. Before 6.4 the size is at least 128; the level has no unknown bits.",
	Fix:   "Set log_level to 1, log_buf to the buffer, and log_size to its size.",
})
