package core

import "bpfplay/core/abi"

// Follows capable in kernel/capability.c, bpf_capable and bpf_token_capable, without user namespaces and tokens.

// bpfCapable follows bpf_capable: CAP_BPF or CAP_SYS_ADMIN, before 5.8 CAP_SYS_ADMIN.
func (k *Kernel) bpfCapable(t *Task) bool {
	return t.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || abi.SinceCapBpf.In(k.Machine.Release) && t.Cred.Caps.Has(abi.CAP_BPF)
}

// perfmonCapable follows perfmon_capable.
func (k *Kernel) perfmonCapable(t *Task) bool {
	return t.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || abi.SinceCapBpf.In(k.Machine.Release) && t.Cred.Caps.Has(abi.CAP_PERFMON)
}

// mitigationsOff is the boot parameter mitigations=off, which the machine boots with.
const mitigationsOff = true

// sinceMitigationsOff is the first release whose bpf_bypass_spec_v1 calls cpu_mitigations_off.
var sinceMitigationsOff = abi.From(abi.R(6, 7, 0))

// bpfBypassSpecV1 follows bpf_bypass_spec_v1: it reports whether maps for t need no masking against Spectre variant 1.
func (k *Kernel) bpfBypassSpecV1(t *Task) bool {
	return mitigationsOff && sinceMitigationsOff.In(k.Machine.Release) || k.perfmonCapable(t)
}

// mapCapable reports whether t may create maps of a type that requires the capability needs.
func (k *Kernel) mapCapable(t *Task, needs abi.Capability) bool {
	switch {
	case needs == abi.CAP_BPF:
		return k.bpfCapable(t)
	case abi.SinceTokens.In(k.Machine.Release) && t.Cred.Caps.Has(abi.CAP_SYS_ADMIN):
		return true
	}
	return t.Cred.Caps.Has(needs)
}

// needs is the capability check in the functions of a type, up to 6.4. Since 6.5 map_create checks all types.
func (k *Kernel) needs(c *bpfCall, check *Check) abi.Errno {
	if sinceCentral.In(k.Machine.Release) {
		return 0
	}
	return k.check(check, k.mapCapable(c.task, c.typ.ops.needs), uint64(c.task.Cred.Caps), 0)
}
