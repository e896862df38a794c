package core

import "bpfplay/core/abi"

// Follows capable in kernel/capability.c, and bpf_capable and bpf_token_capable beside it. There are no user
// namespaces and no tokens.

// bpfCapable follows bpf_capable: CAP_BPF, or CAP_SYS_ADMIN as before there was one.
func (k *Kernel) bpfCapable(t *Task) bool {
	return t.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || abi.SinceCapBpf.In(k.Machine.Release) && t.Cred.Caps.Has(abi.CAP_BPF)
}

// perfmonCapable follows perfmon_capable.
func (k *Kernel) perfmonCapable(t *Task) bool {
	return t.Cred.Caps.Has(abi.CAP_SYS_ADMIN) || abi.SinceCapBpf.In(k.Machine.Release) && t.Cred.Caps.Has(abi.CAP_PERFMON)
}

// mapCapable says whether a task may make maps of a type that needs the capability, as the release sees it.
func (k *Kernel) mapCapable(t *Task, needs abi.Capability) bool {
	switch {
	case needs == abi.CAP_BPF:
		return k.bpfCapable(t)
	case abi.SinceTokens.In(k.Machine.Release) && t.Cred.Caps.Has(abi.CAP_SYS_ADMIN):
		return true
	}
	return t.Cred.Caps.Has(needs)
}

// needs is how the functions of a type ask for a capability, up to 6.4. Later map_create asks for all of them.
func (k *Kernel) needs(c *bpfCall, row *Check, needs abi.Capability) abi.Errno {
	if sinceCentral.In(k.Machine.Release) {
		return 0
	}
	return k.check(row, k.mapCapable(c.task, needs), uint64(c.task.Cred.Caps), 0)
}
