package core

import "bpfplay/core/abi"

var (
	xskMapCapable = netAdminCheck("xskMapCapable", "xsk_map_alloc", "an XSK map")
	xskMapShape   = &shape{
		entriesCheck("xskMapShape.entries", "xsk_map_alloc", "max_entries != 0", "a map has at least one element."),
		keySizeCheck("xskMapShape.key", "xsk_map_alloc", "key_size == 4", "the key is a number of 4 bytes."),
		valueSizeCheck("xskMapShape.value", "xsk_map_alloc", "value_size == 4", "a value is the descriptor of a socket, 4 bytes."),
		mapFlagsCheck("xskMapShape.flags", "xsk_map_alloc", "an XSK map"),
	}
	xskMapCost   = costCheck("xskMapCost", "xsk_map_alloc", abi.EINVAL)
	xskMapMemory = memoryCheck("xskMapMemory", "xsk_map_alloc", "an XSK map")

	xskMapNoLookup = elemCheck("xskMapNoLookup", "xsk_map_lookup_elem_sys_only", "the type supports lookup from user space", abi.EOPNOTSUPP,
		"User space cannot read the sockets in an XSK map.")
	xskMapEmpty       = emptyCheck("xskMapEmpty", "xsk_map_lookup_elem", abi.ENOENT)
	xskMapFlags       = elemFlagsCheck("xskMapFlags", "xsk_map_update_elem")
	xskMapIndex       = indexCheck("xskMapIndex", "xsk_map_update_elem", abi.E2BIG)
	xskMapExists      = existsCheck("xskMapExists", "xsk_map_update_elem")
	xskMapDeleteIndex = indexCheck("xskMapDeleteIndex", "xsk_map_delete_elem", abi.EINVAL)

	sockfdNotOpen  = openFDCheck("sockfdNotOpen", "sockfd_lookup", "a socket")
	sockfdNoSocket = kindFDCheck("sockfdNoSocket", "sockfd_lookup", "a socket", abi.ENOTSOCK)
)
