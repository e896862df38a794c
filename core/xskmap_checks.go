package core

import "bpfplay/core/abi"

var (
	xskMapCapable = needsRow("xsk_map_alloc", "capable(CAP_NET_ADMIN)", "a map of AF_XDP sockets")
	xskMapAttr    = shapeOf("xsk_map_alloc", "a map of AF_XDP sockets",
		[2]string{"max_entries != 0", "a map needs room for at least one element."},
		[2]string{"key_size == 4", "the keys of this type are numbers of 4 bytes."},
		[2]string{"value_size == 4", "a value is the descriptor of a socket, 4 bytes."})
	xskMapCost   = costRow("xsk_map_alloc", abi.EINVAL)
	xskMapMemory = memoryRow("xsk_map_alloc", "a map of AF_XDP sockets")

	xskMapNoLookup = elemRow("xsk_map_lookup_elem_sys_only", "the type can be read by user space", abi.EOPNOTSUPP,
		"User space cannot read the sockets out of such a map.", Operand{}, Operand{})
	xskMapEmpty       = emptyRow("xsk_map_lookup_elem", abi.ENOENT)
	xskMapFlags       = elemFlagsRow("xsk_map_update_elem")
	xskMapIndex       = indexRow("xsk_map_update_elem", abi.E2BIG)
	xskMapExists      = existsRow("xsk_map_update_elem")
	xskMapDeleteIndex = indexRow("xsk_map_delete_elem", abi.EINVAL)

	sockfdNotOpen  = openRow("sockfd_lookup", "a socket")
	sockfdNoSocket = kindRow("sockfd_lookup", "a socket", abi.ENOTSOCK)
)
