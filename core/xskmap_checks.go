package core

import "bpfplay/core/abi"

var (
	xskMapCapable = capableCheck("xskMapCapable", "xsk_map_alloc", abi.CAP_NET_ADMIN, "an XSK map")
	xskMapShape   = shapeChecks("xskMapShape", "xsk_map_alloc", "an XSK map",
		requirement{"max_entries != 0", "a map has at least one element."},
		requirement{"key_size == 4", "the key is a number of 4 bytes."},
		requirement{"value_size == 4", "a value is the descriptor of a socket, 4 bytes."})
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
