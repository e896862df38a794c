package core

import "bpfplay/core/abi"

var lastIndex = elemRow("lastIndex", "map_get_next_key", "index != max_entries - 1", abi.ENOENT,
	"{a} is the last index of a map of {b} elements: none comes after it.", opIndex, opEntries)
