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
		"Programs of this type run in contexts that must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepCgroup = attachRule("sleepCgroup", "expected_attach_type != BPF_LSM_CGROUP", "BPF_LSM_CGROUP programs cannot be sleepable",
		"Programs of this type run in contexts that must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepTypeKprobe = attachRule("sleepTypeKprobe", "the program type may sleep", "Only fentry/fexit/fmod_ret, lsm, and kprobe/uprobe programs can be sleepable",
		"Programs of this type run in contexts that must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepTypeIter = attachRule("sleepTypeIter", "can_be_sleepable(prog)", "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable",
		"Programs of this type run in contexts that must not sleep.", "Clear BPF_F_SLEEPABLE.")
	sleepType = attachRule("sleepType", "can_be_sleepable(prog)", "Program of this type cannot be sleepable",
		"Programs of this type run in contexts that must not sleep.", "Clear BPF_F_SLEEPABLE.")
	attachID = attachRule("attachID", "btf_id", "Tracing programs must provide btf_id",
		"Programs of this type are attached to a function, which attach_btf_id names.", "Set attach_btf_id to the id of the function in the kernel's BTF.")
	structOpsGPL = attachRule("structOpsGPL", "prog->gpl_compatible", "struct ops programs must have a GPL compatible license",
		"Programs of type STRUCT_OPS need a GPL-compatible license.", "Set the license to GPL.")
	structOpsID = newRule(Rule{
		Name: "structOpsID", Func: "check_struct_ops_btf_id", Must: "prog->aux->attach_btf_id", Errno: abi.ENOTSUPP,
		Why: "Programs of type STRUCT_OPS implement a function of a structure, which attach_btf_id names.",
	})
	structOpsStruct = newRule(Rule{
		Name: "structOpsStruct", Func: "check_struct_ops_btf_id", Must: "bpf_struct_ops_find(btf_id)", Errno: abi.ENOTSUPP,
		Log: "attach_btf_id %d is not a supported struct",
		Why: "attach_btf_id does not name a structure whose functions programs can implement.",
	})
)
