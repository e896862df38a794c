package core_test

import (
	"encoding/binary"
	"reflect"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// elemEvents are the events that a change of an element notes. The pictures of maps mark the elements that they name.
var elemEvents = map[core.EventKind]bool{core.ElemMade: true, core.ElemReplaced: true, core.ElemWritten: true, core.ElemRemoved: true,
	core.ElemEvicted: true}

// TestChangesOfElementsAreEvents updates and deletes elements of maps of every type. A call that changes the elements that a
// map shows notes an event for one of them.
func TestChangesOfElementsAreEvents(t *testing.T) {
	newest := core.Releases[len(core.Releases)-1].Release
	changed := map[abi.MapType]map[abi.Cmd]bool{}
	for _, typ := range everyType(everyMachine(newest)) {
		for _, btf := range []bool{false, true} {
			k := newEveryKernel(t, everyMachine(newest), true)
			if !k.create(typ, btf) {
				continue
			}
			nr := k.session.MapOf(k.session.Len())
			elements := func() []core.Element {
				return k.session.Kernel().Inside(nr, core.InsideQuery{Limit: 16}).Elements
			}
			for _, cmd := range []abi.Cmd{abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM} {
				for _, word := range []uint32{0, 4, 1} {
					for _, key := range []uint32{0, 1} {
						before := elements()
						a := fieldValues{&abi.ElemMapFD: everyMap, &abi.ElemKey: everyKey, &abi.ElemValue: everyValue}
						ret := k.do(a.call(newest, cmd, core.Write{Addr: everyKey, Bytes: binary.LittleEndian.AppendUint32(nil, key)},
							core.Write{Addr: everyValue, Bytes: binary.LittleEndian.AppendUint32(nil, word)}))
						if ret < 0 || reflect.DeepEqual(before, elements()) {
							continue
						}
						if changed[typ] == nil {
							changed[typ] = map[abi.Cmd]bool{}
						}
						changed[typ][cmd] = true
						found := false
						for _, e := range k.session.Trace(k.session.Len()).Events {
							found = found || elemEvents[e.Kind] && e.Map == nr
						}
						if !found {
							t.Errorf("%s: %s of key %d and value %d changes the elements without an event", typ, cmd, key, word)
						}
					}
				}
			}
		}
	}
	for _, typ := range []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, abi.BPF_MAP_TYPE_RHASH, abi.BPF_MAP_TYPE_LPM_TRIE,
		abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.BPF_MAP_TYPE_HASH_OF_MAPS, abi.BPF_MAP_TYPE_DEVMAP, abi.BPF_MAP_TYPE_DEVMAP_HASH, abi.BPF_MAP_TYPE_CPUMAP} {
		if cmds := changed[typ]; len(cmds) != 2 {
			t.Errorf("%s: only %v change the elements, want updates and deletions", typ, cmds)
		}
	}
}
