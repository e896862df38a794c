package abi

// Release gates that several tables or packages share. A gate of one package stays beside the code it gates.
var (
	SinceRelease      = From(R(3, 18, 0)) // the first release with bpf(2); before it, the seed
	SinceMemlock      = From(R(4, 4, 0))  // maps are charged to RLIMIT_MEMLOCK
	SinceUnpriv       = From(R(4, 4, 0))  // sysctl_unprivileged_bpf_disabled
	SinceUsercnt      = From(R(4, 4, 0))  // bpf_map.usercnt
	SinceIDs          = From(R(4, 13, 0)) // maps have ids
	SinceNuma         = From(R(4, 14, 0)) // BPF_F_NUMA_NODE and numa_node
	SinceFileModes    = From(R(4, 15, 0)) // BPF_F_RDONLY and BPF_F_WRONLY
	SinceMapName      = From(R(4, 15, 0)) // map_name
	SinceBTF          = From(R(4, 18, 0)) // BPF_BTF_LOAD and ids of BTF objects
	SinceMapBtf       = From(R(4, 18, 0)) // btf_fd
	SinceZeroSeed     = From(R(5, 0, 0))  // BPF_F_ZERO_SEED
	SinceLockFlag     = From(R(5, 1, 0))  // BPF_F_LOCK, and flags of a lookup
	SinceVmlinuxValue = From(R(5, 6, 0))  // btf_vmlinux_value_type_id
	SinceBatch        = From(R(5, 6, 0))  // the batch commands
	SinceCapBpf       = From(R(5, 8, 0))  // CAP_BPF and CAP_PERFMON
	SinceMemcg        = From(R(5, 11, 0)) // memory cgroups replace RLIMIT_MEMLOCK
	SinceTakeFlags    = From(R(5, 14, 0)) // flags of BPF_MAP_LOOKUP_AND_DELETE_ELEM
	SinceMapExtra     = From(R(5, 16, 0)) // map_extra
	SincePathFD       = From(R(6, 5, 0))  // BPF_F_PATH_FD and path_fd
	SinceTokens       = From(R(6, 9, 0))  // BPF tokens: bpf_token_capable replaces capable
	SinceExclusive    = From(R(6, 18, 0)) // excl_prog_hash
	SinceCPUFlags     = From(R(7, 0, 0))  // BPF_F_CPU and BPF_F_ALL_CPUS

	// SinceInodeGrace is the release in which an unlinked pin drops its map only after a grace period.
	SinceInodeGrace = From(R(5, 1, 0), R(5, 0, 7), R(4, 19, 34), R(4, 14, 111), R(4, 9, 168))
)
