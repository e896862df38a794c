package verifier

import "bpfplay/core/abi"

// attachRule is a rule of check_attach_btf_id.
func attachRule(name, must, log, why, fix string) *Rule {
	return newRule(Rule{Name: name, Func: "check_attach_btf_id", Must: must, Errno: abi.EINVAL, Log: log, Why: why, Fix: fix})
}

var (
	syscallSleeps = attachRule("syscallSleeps", "prog->aux->sleepable", "Syscall programs can only be sleepable",
		"Programs of type SYSCALL must be sleepable.", "Set BPF_F_SLEEPABLE.")
	sleepTypeOld = attachRule("sleepTypeOld", "the program type may sleep", "Only fentry/fexit/fmod_ret and lsm programs can be sleepable",
		"Programs of this type run where the kernel must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepTypeKprobe = attachRule("sleepTypeKprobe", "the program type may sleep", "Only fentry/fexit/fmod_ret, lsm, and kprobe/uprobe programs can be sleepable",
		"Programs of this type run where the kernel must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepTypeIter = attachRule("sleepTypeIter", "can_be_sleepable(prog)", "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable",
		"Programs of this type run where the kernel must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepType = attachRule("sleepType", "can_be_sleepable(prog)", "Program of this type cannot be sleepable",
		"Programs of this type run where the kernel must not sleep.", "Clear BPF_F_SLEEPABLE.")
)
