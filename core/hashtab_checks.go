package core

import "bpfplay/core/abi"

var (
	htabLookup       = missingKeyCheck("htabLookup", "htab_map_lookup_elem")
	htabPercpuLookup = missingKeyCheck("htabPercpuLookup", "bpf_percpu_hash_copy")
	htabUpdateFlags  = elemFlagsCheck("htabUpdateFlags", "htab_map_update_elem")
	htabUpdateNoLock = updateLockCheck("htabUpdateNoLock", "htab_map_update_elem")
	htabPercpuFlags  = percpuFlagsCheck("htabPercpuFlags", "htab_map_check_update_flags")
	htabExists       = newKeyCheck("htabExists", "check_flags")
	htabMissing      = oldKeyCheck("htabMissing", "check_flags")
	htabFull         = fullCheck("htabFull", "alloc_htab_elem")
	htabLRUFull      = elemCheck("htabLRUFull", "prealloc_lru_pop", "a node is free or can be evicted", abi.ENOMEM,
		"No element could be evicted: the map has {a} elements, and max_entries is {b}.", opElements, opEntries)
	htabDelete  = missingKeyCheck("htabDelete", "htab_map_delete_elem")
	htabTake    = missingKeyCheck("htabTake", "__htab_map_lookup_and_delete_elem")
	htabNextKey = lastKeyCheck("htabNextKey", "htab_map_get_next_key")
)
