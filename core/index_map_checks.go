package core

import "bpfplay/core/abi"

var lastIndex = elemCheck("lastIndex", "map_get_next_key", "index != max_entries - 1", abi.ENOENT,
	"No index follows {a}: the map has {b} elements.", opIndex, opEntries)
