package core

// Follows kernel/bpf/map_in_map.c.

// bpfMapMetaEqual follows bpf_map_meta_equal: what a program was promised of an inner map.
func bpfMapMetaEqual(meta, m *Map) bool {
	return meta.Type == m.Type && meta.KeySize == m.KeySize && meta.ValueSize == m.ValueSize && meta.Flags == m.Flags
}
