package core

import "bpfplay/core/abi"

// Follows capable in kernel/capability.c, bpf_capable and perfmon_capable: capabilities in the first user namespace.

// bpfCapable follows bpf_capable: CAP_BPF or CAP_SYS_ADMIN, before 5.8 CAP_SYS_ADMIN.
func (k *Kernel) bpfCapable(t *Task) bool { return k.capable(t, abi.CAP_BPF) }

// perfmonCapable follows perfmon_capable.
func (k *Kernel) perfmonCapable(t *Task) bool { return k.capable(t, abi.CAP_PERFMON) }

// capable reports whether t has a capability. CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON, and before 5.8 alone does;
// since 6.9 it also stands for CAP_NET_ADMIN.
func (k *Kernel) capable(t *Task, c abi.Capability) bool {
	r := k.Machine.Release
	if c != abi.CAP_NET_ADMIN && !abi.SinceCapBpf.In(r) {
		return t.Cred.Caps.Has(abi.CAP_SYS_ADMIN)
	}
	admin := (c != abi.CAP_NET_ADMIN || abi.SinceTokens.In(r)) && t.Cred.Caps.Has(abi.CAP_SYS_ADMIN)
	return admin || t.Cred.Caps.Has(c)
}

// callCapable is capable for the task of a call, which may also have the capability by the token of the call.
func (k *Kernel) callCapable(c *bpfCall, needs abi.Capability) bool {
	return k.capable(c.task, needs) || c.task.tokenCapable(c.token, needs)
}

// mitigationsOff is the boot parameter mitigations=off, which the machine boots with.
const mitigationsOff = true

// sinceMitigationsOff is the first release whose bpf_bypass_spec_v1 calls cpu_mitigations_off.
var sinceMitigationsOff = abi.Since{abi.V6_7}

// bpfBypassSpecV1 follows bpf_bypass_spec_v1: it reports whether maps for t need no masking against Spectre variant 1.
func (k *Kernel) bpfBypassSpecV1(t *Task) bool {
	return mitigationsOff && sinceMitigationsOff.In(k.Machine.Release) || k.perfmonCapable(t)
}

// needs is the capability check in the functions of a type, up to 6.4. Since 6.5 map_create checks all types.
func (k *Kernel) needs(c *bpfCall, check *Check) abi.Errno {
	if sinceCentral.In(k.Machine.Release) {
		return 0
	}
	return k.check(check, k.capable(c.task, c.typ.ops.needs), uint64(c.task.Cred.Caps), 0)
}
