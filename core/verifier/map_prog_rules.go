package verifier

import "bpfplay/core/abi"

var (
	mapExclusive = &Rule{Name: "mapExclusive", Func: "check_map_prog_compatibility", Must: "the program's hash equals map->excl_prog_sha", Errno: abi.EACCES,
		Log: "program's hash doesn't match map's excl_prog_hash",
		Why: "The map was created for one program, given by the hash of its instructions. This is another program."}
	perfEventHash = &Rule{Name: "perfEventHash", Func: "check_map_prog_compatibility", Must: "is_preallocated_map(map)", Errno: abi.EINVAL,
		Log: "perf_event programs can only use preallocated hash map",
		Why: "A perf event can interrupt the memory allocator, so the program must not allocate.", Fix: "Create the map without BPF_F_NO_PREALLOC."}
	lockInSocketFilter = &Rule{Name: "lockInSocketFilter", Func: "check_map_prog_compatibility", Must: "prog_type != BPF_PROG_TYPE_SOCKET_FILTER", Errno: abi.EINVAL,
		Log: "socket filter progs cannot use bpf_spin_lock yet",
		Why: "The map's value contains a bpf_spin_lock. Socket filters cannot use such maps.", Fix: "Use another program type, such as SCHED_CLS."}
	lockInTracing = &Rule{Name: "lockInTracing", Func: "check_map_prog_compatibility", Must: "!is_tracing_prog_type(prog_type)", Errno: abi.EINVAL,
		Log: "tracing progs cannot use bpf_spin_lock yet",
		Why: "The map's value contains a bpf_spin_lock. This program type cannot use such maps."}
	lockInSleepable = &Rule{Name: "lockInSleepable", Func: "check_map_prog_compatibility", Must: "!prog->aux->sleepable", Errno: abi.EINVAL,
		Log: "sleepable progs cannot use bpf_spin_lock yet",
		Why: "The map's value contains a bpf_spin_lock. Sleepable programs cannot use such maps."}
	timerInTracing = &Rule{Name: "timerInTracing", Func: "check_map_prog_compatibility", Must: "!is_tracing_prog_type(prog_type)", Errno: abi.EINVAL,
		Log: "tracing progs cannot use bpf_timer yet",
		Why: "The map's value contains a bpf_timer. Tracing programs cannot use such maps."}
	structOpsInProgram = &Rule{Name: "structOpsInProgram", Func: "check_map_prog_compatibility", Must: "map->map_type != BPF_MAP_TYPE_STRUCT_OPS", Errno: abi.EINVAL,
		Log: "bpf_struct_ops map cannot be used in prog",
		Why: "A STRUCT_OPS map is for the kernel's function tables, not for programs."}
	sleepableHash = &Rule{Name: "sleepableHash", Func: "check_map_prog_compatibility", Must: "is_preallocated_map(map)", Errno: abi.EINVAL,
		Log: "Sleepable programs can only use preallocated hash maps",
		Why: "In this release, sleepable programs use only hashes whose elements are allocated beforehand.", Fix: "Create the map without BPF_F_NO_PREALLOC."}
	sleepableMap = &Rule{Name: "sleepableMap", Func: "check_map_prog_compatibility", Must: "the map type suits sleepable programs", Errno: abi.EINVAL,
		Log: "Sleepable programs can only use array and hash maps",
		Why: "Sleepable programs cannot use maps of this type."}
	sleepableMapRingbuf = &Rule{Name: "sleepableMapRingbuf", Func: "check_map_prog_compatibility", Must: "the map type suits sleepable programs", Errno: abi.EINVAL,
		Log: "Sleepable programs can only use array, hash, and ringbuf maps",
		Why: "Sleepable programs cannot use maps of this type."}
	sleepableMapStorage = &Rule{Name: "sleepableMapStorage", Func: "check_map_prog_compatibility", Must: "the map type suits sleepable programs", Errno: abi.EINVAL,
		Log: "Sleepable programs can only use array, hash, ringbuf and local storage maps",
		Why: "Sleepable programs cannot use maps of this type."}
	oneCgroupStorage = &Rule{Name: "oneCgroupStorage", Func: "check_map_prog_compatibility", Must: "!bpf_cgroup_storage_assign(prog->aux, map)", Errno: abi.EBUSY,
		Log: "only one cgroup storage of each type is allowed",
		Why: "A program uses at most one CGROUP_STORAGE and one PERCPU_CGROUP_STORAGE map."}
)
