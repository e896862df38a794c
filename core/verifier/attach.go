package verifier

import "bpfplay/core/abi"

var (
	sinceSleepKprobe = abi.Since{abi.V6_0}
	sinceSleepIter   = abi.Since{abi.V6_2}
	sinceStructOpsID = abi.Since{abi.V6_9}
	sinceSleepCgroup = abi.Since{abi.V6_18 + 15} // LSM_CGROUP may sleep, until 7.1
	sinceSleepMore   = abi.Since{abi.V7_1}       // tracepoints may sleep
)

// Attach types, BPF_* of enum bpf_attach_type.
const (
	attachIngress      = 2 // BPF_CGROUP_INET_SOCK_CREATE
	attachPost4Bind    = 12
	attachPost6Bind    = 13
	attachXDPDevmap    = 33
	attachSockRelease  = 34
	attachModifyReturn = 26
	attachTraceFexit   = 25
	attachLSMMac       = 27
	attachTraceRawTP   = 23
	attachTraceFentry  = 24
	attachTraceIter    = 28
	attachLSMCgroup    = 43
)

// checkAttach follows check_attach_btf_id: it tests whether the program may sleep, and declines programs that are attached
// to functions of the kernel.
func (v *env) checkAttach() {
	v.insnIdx = -1
	p := v.prog
	if p.Type == progSyscall {
		if !p.Sleepable {
			v.refuse(syscallSleeps)
		}
		return
	}
	if p.Sleepable && !v.canSleep() {
		switch {
		case v.in(sinceSleepMore):
			v.refuse(sleepType)
		case v.in(sinceSleepIter):
			v.refuse(sleepTypeIter)
		case p.Type == progLSM:
			v.refuse(sleepCgroup)
		case v.in(sinceSleepKprobe):
			v.refuse(sleepTypeKprobe)
		}
		v.refuse(sleepTypeOld)
	}
	switch p.Type {
	case progStructOps:
		switch {
		case !p.GPL:
			v.refuse(structOpsGPL)
		case p.AttachBTFID == 0 && v.in(sinceStructOpsID):
			v.refuse(structOpsID)
		case p.AttachBTFID < firstKernelSymbol || p.AttachBTFID > lastKernelType:
			v.refuse(structOpsStruct, p.AttachBTFID)
		}
		v.decline("programs of type STRUCT_OPS")
	case progTracing, progLSM, progExt:
		if p.AttachBTFID == 0 {
			v.refuse(attachID)
		}
		v.decline("programs attached to kernel functions")
	}
}

// canSleep follows can_be_sleepable.
func (v *env) canSleep() bool {
	at := v.prog.ExpectedAttach
	switch v.prog.Type {
	case progTracing:
		traces := at >= attachTraceFentry && at <= attachTraceIter && at != attachLSMMac || at > attachLSMCgroup
		return traces || !v.in(sinceSleepIter) || at == attachTraceRawTP && v.in(sinceSleepMore)
	case progLSM:
		return at != attachLSMCgroup || !v.in(sinceSleepKprobe) || v.in(sinceSleepCgroup) && !v.in(sinceSleepMore)
	case progKprobe:
		return v.in(sinceSleepKprobe)
	case progStructOps:
		return v.in(sinceSleepIter)
	case progRawTracepoint, progTracepoint:
		return v.in(sinceSleepMore)
	}
	return false
}
