package core

import "bpfplay/core/abi"

var (
	xskMapCapable = needsRow("xskMapCapable", "xsk_map_alloc", "capable(CAP_NET_ADMIN)", "a map of AF_XDP sockets")
	xskMapAttr    = shapeOf("xskMapAttr", "xsk_map_alloc", "a map of AF_XDP sockets",
		[2]string{"max_entries != 0", "a map needs room for at least one element."},
		[2]string{"key_size == 4", "the keys of this type are numbers of 4 bytes."},
		[2]string{"value_size == 4", "a value is the descriptor of a socket, 4 bytes."})
	xskMapCost   = costRow("xskMapCost", "xsk_map_alloc", abi.EINVAL)
	xskMapMemory = memoryRow("xskMapMemory", "xsk_map_alloc", "a map of AF_XDP sockets")

	xskMapNoLookup = elemRow("xskMapNoLookup", "xsk_map_lookup_elem_sys_only", "the type can be read by user space", abi.EOPNOTSUPP,
		"User space cannot read the sockets out of such a map.", Operand{}, Operand{})
	xskMapEmpty       = emptyRow("xskMapEmpty", "xsk_map_lookup_elem", abi.ENOENT)
	xskMapFlags       = elemFlagsRow("xskMapFlags", "xsk_map_update_elem")
	xskMapIndex       = indexRow("xskMapIndex", "xsk_map_update_elem", abi.E2BIG)
	xskMapExists      = existsRow("xskMapExists", "xsk_map_update_elem")
	xskMapDeleteIndex = indexRow("xskMapDeleteIndex", "xsk_map_delete_elem", abi.EINVAL)

	sockfdNotOpen  = openRow("sockfdNotOpen", "sockfd_lookup", "a socket")
	sockfdNoSocket = kindRow("sockfdNoSocket", "sockfd_lookup", "a socket", abi.ENOTSOCK)
)
