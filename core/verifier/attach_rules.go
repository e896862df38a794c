package verifier

import "bpfplay/core/abi"

var (
	syscallSleeps = &Rule{Name: "syscallSleeps", Func: "check_attach_btf_id", Must: "prog->aux->sleepable", Errno: abi.EINVAL,
		Log: "Syscall programs can only be sleepable",
		Why: "Programs of type SYSCALL must be sleepable.", Fix: "Set BPF_F_SLEEPABLE."}
	sleepTypeOld = &Rule{Name: "sleepTypeOld", Func: "check_attach_btf_id", Must: "the program type may sleep", Errno: abi.EINVAL,
		Log: "Only fentry/fexit/fmod_ret and lsm programs can be sleepable",
		Why: "Programs of this type run in contexts that must not sleep.", Fix: "Clear BPF_F_SLEEPABLE."}
	sleepCgroup = &Rule{Name: "sleepCgroup", Func: "check_attach_btf_id", Must: "expected_attach_type != BPF_LSM_CGROUP", Errno: abi.EINVAL,
		Log: "BPF_LSM_CGROUP programs cannot be sleepable",
		Why: "Programs of this type run in contexts that must not sleep.", Fix: "Clear BPF_F_SLEEPABLE."}
	sleepTypeKprobe = &Rule{Name: "sleepTypeKprobe", Func: "check_attach_btf_id", Must: "the program type may sleep", Errno: abi.EINVAL,
		Log: "Only fentry/fexit/fmod_ret, lsm, and kprobe/uprobe programs can be sleepable",
		Why: "Programs of this type run in contexts that must not sleep.", Fix: "Clear BPF_F_SLEEPABLE."}
	sleepTypeIter = &Rule{Name: "sleepTypeIter", Func: "check_attach_btf_id", Must: "can_be_sleepable(prog)", Errno: abi.EINVAL,
		Log: "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable",
		Why: "Programs of this type run in contexts that must not sleep.", Fix: "Clear BPF_F_SLEEPABLE."}
	sleepType = &Rule{Name: "sleepType", Func: "check_attach_btf_id", Must: "can_be_sleepable(prog)", Errno: abi.EINVAL,
		Log: "Program of this type cannot be sleepable",
		Why: "Programs of this type run in contexts that must not sleep.", Fix: "Clear BPF_F_SLEEPABLE."}
	attachID = &Rule{Name: "attachID", Func: "check_attach_btf_id", Must: "btf_id", Errno: abi.EINVAL,
		Log: "Tracing programs must provide btf_id",
		Why: "Programs of this type are attached to a function, which attach_btf_id names.", Fix: "Set attach_btf_id to the id of the function in the kernel's BTF."}
	structOpsGPL = &Rule{Name: "structOpsGPL", Func: "check_attach_btf_id", Must: "prog->gpl_compatible", Errno: abi.EINVAL,
		Log: "struct ops programs must have a GPL compatible license",
		Why: "Programs of type STRUCT_OPS need a GPL-compatible license.", Fix: "Set the license to GPL."}
	structOpsID = &Rule{
		Name: "structOpsID", Func: "check_struct_ops_btf_id", Must: "prog->aux->attach_btf_id", Errno: abi.ENOTSUPP,
		Why: "Programs of type STRUCT_OPS implement a function of a structure, which attach_btf_id names.",
	}
	structOpsStruct = &Rule{
		Name: "structOpsStruct", Func: "check_struct_ops_btf_id", Must: "bpf_struct_ops_find(btf_id)", Errno: abi.ENOTSUPP,
		Log: "attach_btf_id %d is not a supported struct",
		Why: "attach_btf_id does not name a structure whose functions programs can implement.",
	}
)
