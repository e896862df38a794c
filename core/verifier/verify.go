package verifier

import (
	"cmp"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
	"bpfplay/core/insn"
)

// Verify checks a program as BPF_PROG_LOAD of p.Release does. It follows bpf_check.
func Verify(p Program) (res Result) {
	v := &env{prog: &p, release: p.Release, insns: slices.Clone(p.Insns), level: p.Log.Level}
	v.insnIdx = -1
	v.limit = cmp.Or(p.Limit, maxProcessed)
	if !p.Log.Valid(p.Release) {
		res.Refusal = &Refusal{Rule: logAttr, Errno: logAttr.Errno, Insn: -1}
		return res
	}
	v.buffer = bpflog.New(p.Release, p.Log)
	v.run(&res)
	if p.Followed != nil {
		p.Followed(v.processed % followedInsns)
	}
	res.Verified = uint32(v.processed)
	if res.Declined != "" {
		return res
	}
	if v.prepared {
		v.logStats()
	}
	res.LogBytes, res.LogTrueSize, res.LogErrno = v.finishLog()
	v.nameMaps()
	res.Insns = v.insns
	res.UsedMaps = v.usedMaps
	res.KeptHalves = v.keptHalves()
	res.MaxCtxOffset, res.StackDepth = v.maxCtx, uint32(v.usedDepth)
	res.FuncInfo, res.FuncRecSize = v.funcInfo, v.funcRecSize
	res.LineInfo, res.LineRecSize = v.lineInfo, v.lineRecSize
	for n := range max(len(v.subprogs)-1, 0) {
		res.Subprogs = append(res.Subprogs, v.subprogs[n].start)
	}
	return res
}

// nameMaps makes each immediate load of a map or of a value name the map by its index in usedMaps.
func (v *env) nameMaps() {
	for i := range v.aux {
		m := v.aux[i].m
		if m == nil || !v.insns[i].IsLoadImm64() {
			continue
		}
		first, second := &v.insns[i], &v.insns[i+1]
		first.Imm = int32(slices.IndexFunc(v.usedMaps, func(u *Map) bool { return u.Ref == m.Ref }))
		switch first.Src {
		case insn.BPF_PSEUDO_MAP_IDX:
			first.Src = insn.BPF_PSEUDO_MAP_FD
		case insn.BPF_PSEUDO_MAP_VALUE, insn.BPF_PSEUDO_MAP_IDX_VALUE:
			first.Src, second.Imm = insn.BPF_PSEUDO_MAP_VALUE, int32(v.aux[i].mapOff)
		}
	}
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
	if len(v.insns) == 0 { // before 4.10 the entry check lets 0 pass, and check_cfg writes outside its array
		v.decline("a program without instructions")
	}
	v.checkStructure()
	v.checkPaths()
}

// finishLog returns the final contents of the log's buffer, its true size, and the errno that a log that does not fit
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

var logAttr = &Rule{
	Name:  "logAttr",
	Func:  "bpf_verifier_log_attr_valid",
	Must:  "log_level, log_size and log_buf fit together",
	Errno: abi.EINVAL,
	Why:   "A log needs a level, a buffer and its size together. Before 6.4 the size is at least 128; the level has no unknown bits.",
	Fix:   "Set log_level to 1, log_buf to the buffer, and log_size to its size.",
}
