package abi

// Release gates that several tables or packages share. A gate of one package stays beside the code it gates.
var (
	SinceRelease      = Since{V3_18} // the first release with bpf(2); before it, the seed
	SinceMemlock      = Since{V4_4}  // maps are charged to RLIMIT_MEMLOCK
	SinceUnpriv       = Since{V4_4}  // sysctl_unprivileged_bpf_disabled
	SinceUsercnt      = Since{V4_4}  // bpf_map.usercnt
	SinceIDs          = Since{V4_13} // maps have ids
	SinceNuma         = Since{V4_14} // BPF_F_NUMA_NODE and numa_node
	SinceFileModes    = Since{V4_15} // BPF_F_RDONLY and BPF_F_WRONLY
	SinceMapName      = Since{V4_15} // map_name
	SinceBTF          = Since{V4_18} // BPF_BTF_LOAD and ids of BTF objects
	SinceMapBtf       = Since{V4_18} // btf_fd
	SinceZeroSeed     = Since{V5_0}  // BPF_F_ZERO_SEED
	SinceLockFlag     = Since{V5_1}  // BPF_F_LOCK, and flags of a lookup
	SinceVmlinuxValue = Since{V5_6}  // btf_vmlinux_value_type_id
	SinceBatch        = Since{V5_6}  // the batch commands
	SinceCapBpf       = Since{V5_8}  // CAP_BPF and CAP_PERFMON
	SinceMemcg        = Since{V5_11} // memory cgroups replace RLIMIT_MEMLOCK
	SinceTakeFlags    = Since{V5_14} // flags of BPF_MAP_LOOKUP_AND_DELETE_ELEM
	SinceMapExtra     = Since{V5_16} // map_extra
	SincePathFD       = Since{V6_5}  // BPF_F_PATH_FD and path_fd
	SinceTokens       = Since{V6_9}  // BPF tokens: bpf_token_capable replaces capable
	SinceExclusive    = Since{V6_18} // excl_prog_hash
	SinceCPUFlags     = Since{V7_0}  // BPF_F_CPU and BPF_F_ALL_CPUS

	// SinceInodeGrace is the release in which an unlinked pin drops its map only after a grace period.
	SinceInodeGrace = Since{V5_1, V5_0 + 7, V4_19 + 34, V4_14 + 111, V4_9 + 168}
)
