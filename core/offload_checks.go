package core

import "bpfplay/core/abi"

var (
	offloadNotCapable = fieldCheck("offloadNotCapable", "bpf_map_offload_map_alloc", "capable(CAP_SYS_ADMIN)", abi.EPERM, &abi.MapIfindex,
		"map_ifindex is {a}: offloading a map to a network device requires CAP_SYS_ADMIN. The capabilities of the task: {b}.", Operand{"capabilities", abi.KindCaps})
	offloadType = fieldCheck("offloadType", "bpf_map_offload_map_alloc", "map_type == BPF_MAP_TYPE_ARRAY || map_type == BPF_MAP_TYPE_HASH", abi.EINVAL, &abi.MapIfindex,
		"map_ifindex is {a}, but only arrays and hashes can be offloaded to a network device, and map_type is {b}.", Operand{"map_type", abi.KindMapType})
	offloadNoDevice = fieldCheck("offloadNoDevice", "bpf_dev_offload_check", "netdev", abi.EINVAL, &abi.MapIfindex,
		"The machine has no network device {a}. To keep the map in ordinary memory, set map_ifindex to 0.")
	offloadNoNdo = fieldCheck("offloadNoNdo", "bpf_dev_offload_check", "netdev->netdev_ops->ndo_bpf", abi.EOPNOTSUPP, &abi.MapIfindex,
		"Network device {a} is the loopback device, which cannot hold maps. To keep the map in ordinary memory, set map_ifindex to 0.")
)
