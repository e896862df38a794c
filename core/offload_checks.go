package core

import "bpfplay/core/abi"

var (
	offloadNotCapable = row(Check{
		Name:   "offloadNotCapable",
		Func:   "bpf_map_offload_map_alloc",
		Must:   "capable(CAP_SYS_ADMIN)",
		Errno:  abi.EPERM,
		Why:    "map_ifindex is {a}, so the map is to live in a network device, and only CAP_SYS_ADMIN may ask for that; this task has capabilities: {b}.",
		A:      Operand{"map_ifindex", abi.KindIfindex},
		B:      Operand{"capabilities", abi.KindCaps},
		Fields: []*abi.Field{&abi.MapIfindex},
	})
	offloadType = row(Check{
		Name:   "offloadType",
		Func:   "bpf_map_offload_map_alloc",
		Must:   "map_type is BPF_MAP_TYPE_ARRAY or BPF_MAP_TYPE_HASH",
		Errno:  abi.EINVAL,
		Why:    "map_ifindex is {a}, so the map is to live in a network device, and devices hold arrays and hashes only, not {b}.",
		A:      Operand{"map_ifindex", abi.KindIfindex},
		B:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.MapIfindex},
	})
	offloadNoDevice = row(Check{
		Name:   "offloadNoDevice",
		Func:   "bpf_dev_offload_check",
		Must:   "there is a network device of that number",
		Errno:  abi.EINVAL,
		Why:    "map_ifindex asks for network device {a}, and there is none of that number. For a map in ordinary memory it has to be 0.",
		A:      Operand{"map_ifindex", abi.KindIfindex},
		Fields: []*abi.Field{&abi.MapIfindex},
	})
	offloadNoNdo = row(Check{
		Name:   "offloadNoNdo",
		Func:   "bpf_dev_offload_check",
		Must:   "netdev->netdev_ops->ndo_bpf",
		Errno:  abi.EOPNOTSUPP,
		Why:    "Network device {a} is the loopback device, which cannot hold maps. For a map in ordinary memory map_ifindex has to be 0.",
		A:      Operand{"map_ifindex", abi.KindIfindex},
		Fields: []*abi.Field{&abi.MapIfindex},
	})
)
