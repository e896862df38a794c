package core_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestMapTypesNeedWhatTheTableSays creates a map of each type with the sizes that the table requires, and then breaks each
// requirement in turn.
func TestMapTypesNeedWhatTheTableSays(t *testing.T) {
	for i := range abi.MapTypes {
		typ := abi.MapType(i)
		needs := typ.Needs()
		if needs.Purpose == "" || len(needs.Purpose) > 80 {
			t.Errorf("%s: purpose %q", typ, needs.Purpose)
		}
		if needs.BTF || typ == abi.BPF_MAP_TYPE_UNSPEC {
			continue // other memory is needed, too
		}
		sizes := [3]uint64{needs.Key.Usual(4, core.PAGE_SIZE), needs.Value.Usual(8, core.PAGE_SIZE), needs.Entries.Usual(16, core.PAGE_SIZE)}
		if ret := createOf(t, typ, sizes, needs.Flags); ret < 0 {
			t.Errorf("%s with %d and flags %#x returns %d", typ, sizes, needs.Flags, ret)
			continue
		}
		for j, size := range [3]abi.Size{needs.Key, needs.Value, needs.Entries} {
			broken := sizes
			switch broken[j] = sizes[j] + 1; size {
			case abi.AnySize, abi.PagesSize:
				broken[j] = 0
			case abi.PrefixSize:
				broken[j] = 4
			}
			if size.Met(broken[j], core.PAGE_SIZE) || createOf(t, typ, broken, needs.Flags) >= 0 {
				t.Errorf("%s: with %d instead of %d, the map is created", typ, broken, sizes)
			}
		}
		if needs.Flags != 0 && createOf(t, typ, sizes, 0) >= 0 {
			t.Errorf("%s is created without the flags %#x", typ, needs.Flags)
		}
	}
}

// createOf creates a map on the newest kernel and returns the result. Maps of maps get a template.
func createOf(t *testing.T, typ abi.MapType, sizes [3]uint64, flags uint32) int64 {
	t.Helper()
	k, err := core.New(core.NewMachine(abi.Newest))
	if err != nil {
		t.Fatal(err)
	}
	create := func(typ abi.MapType, sizes [3]uint64, flags uint32, inner uint64) int64 {
		attr := abi.MapTypeField.Put(nil, uint64(typ))
		attr = abi.KeySize.Put(attr, sizes[0])
		attr = abi.ValueSize.Put(attr, sizes[1])
		attr = abi.MaxEntries.Put(attr, sizes[2])
		attr = abi.MapFlagsField.Put(attr, uint64(flags))
		attr = abi.InnerMapFD.Put(attr, inner)
		c := core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, uint32(len(attr)), core.Write{Addr: core.ArenaStart, Bytes: attr})
		ret, err := k.Do(&c)
		if err != nil {
			t.Fatal(err)
		}
		return ret
	}
	template := create(abi.BPF_MAP_TYPE_HASH, [3]uint64{4, 8, 16}, 0, 0)
	if typ.Holds() != abi.HoldsMaps {
		template = 0
	}
	return create(typ, sizes, flags, uint64(template))
}
