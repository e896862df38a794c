package verifier

import "bpfplay/core/abi"

// mapForProgram is a rule of check_map_prog_compatibility.
func mapForProgram(name, must string, errno abi.Errno, log, why, fix string) *Rule {
	return newRule(Rule{Name: name, Func: "check_map_prog_compatibility", Must: must, Errno: errno, Log: log, Why: why, Fix: fix})
}

var (
	mapExclusive = mapForProgram("mapExclusive", "the program's hash equals map->excl_prog_sha", abi.EACCES,
		"program's hash doesn't match map's excl_prog_hash",
		"The map was created for one program, given by the hash of its instructions. This is another program.", "")
	perfEventHash = mapForProgram("perfEventHash", "is_preallocated_map(map)", abi.EINVAL,
		"perf_event programs can only use preallocated hash map",
		"A perf event can interrupt the memory allocator, so the program must not allocate.", "Create the map without BPF_F_NO_PREALLOC.")
	lockInSocketFilter = mapForProgram("lockInSocketFilter", "prog_type != BPF_PROG_TYPE_SOCKET_FILTER", abi.EINVAL,
		"socket filter progs cannot use bpf_spin_lock yet",
		"The map's value contains a bpf_spin_lock. Socket filters cannot use such maps.", "Use another program type, such as SCHED_CLS.")
	lockInTracing = mapForProgram("lockInTracing", "!is_tracing_prog_type(prog_type)", abi.EINVAL,
		"tracing progs cannot use bpf_spin_lock yet",
		"The map's value contains a bpf_spin_lock. This program type cannot use such maps.", "")
	lockInSleepable = mapForProgram("lockInSleepable", "!prog->aux->sleepable", abi.EINVAL,
		"sleepable progs cannot use bpf_spin_lock yet",
		"The map's value contains a bpf_spin_lock. Sleepable programs cannot use such maps.", "")
	timerInTracing = mapForProgram("timerInTracing", "!is_tracing_prog_type(prog_type)", abi.EINVAL,
		"tracing progs cannot use bpf_timer yet",
		"The map's value contains a bpf_timer. Tracing programs cannot use such maps.", "")
	structOpsInProgram = mapForProgram("structOpsInProgram", "map->map_type != BPF_MAP_TYPE_STRUCT_OPS", abi.EINVAL,
		"bpf_struct_ops map cannot be used in prog",
		"A STRUCT_OPS map is for the kernel's function tables, not for programs.", "")
	sleepableHash = mapForProgram("sleepableHash", "is_preallocated_map(map)", abi.EINVAL,
		"Sleepable programs can only use preallocated hash maps",
		"In this release, sleepable programs use only hashes whose elements are allocated beforehand.", "Create the map without BPF_F_NO_PREALLOC.")
	sleepableMap = mapForProgram("sleepableMap", "the map type suits sleepable programs", abi.EINVAL,
		"Sleepable programs can only use array and hash maps",
		"Sleepable programs cannot use maps of this type.", "")
	sleepableMapRingbuf = mapForProgram("sleepableMapRingbuf", "the map type suits sleepable programs", abi.EINVAL,
		"Sleepable programs can only use array, hash, and ringbuf maps",
		"Sleepable programs cannot use maps of this type.", "")
	sleepableMapStorage = mapForProgram("sleepableMapStorage", "the map type suits sleepable programs", abi.EINVAL,
		"Sleepable programs can only use array, hash, ringbuf and local storage maps",
		"Sleepable programs cannot use maps of this type.", "")
	oneCgroupStorage = mapForProgram("oneCgroupStorage", "!bpf_cgroup_storage_assign(prog->aux, map)", abi.EBUSY,
		"only one cgroup storage of each type is allowed",
		"A program uses at most one CGROUP_STORAGE and one PERCPU_CGROUP_STORAGE map.", "")
)
