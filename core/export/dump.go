package export

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/btf"
	"bpfplay/core/history"
)

// writeDump writes the maps after the last selected call, as `bpftool -p map dump` prints them.
func writeDump(s *history.Session, o Options) (string, error) {
	var b strings.Builder
	s.Walk(o.To, func(int, *core.Kernel) {}, func(nr int, k *core.Kernel) {
		if nr != o.To {
			return
		}
		ids := idsOf(k)
		for _, m := range k.Maps() {
			if m.ID == 0 {
				continue // without an id, bpftool cannot open it
			}
			fmt.Fprintf(&b, "# bpftool -p map dump id %d (map %d, %s)\n", m.ID, m.Nr, m.Type.Short())
			b.WriteString(dumpMap(k, m, ids))
		}
	})
	if b.Len() == 0 {
		return "", fmt.Errorf("no map has an id after call %d", o.To)
	}
	return b.String(), nil
}

// dumpMap returns the elements of a map as JSON, in the order of BPF_MAP_GET_NEXT_KEY.
func dumpMap(k *core.Kernel, m *core.Map, ids objectIDs) string {
	first := k.Inside(m.Nr, core.InsideQuery{Limit: core.InsideLimit})
	if m.KeySize == 0 || first == nil || first.Form == core.InsideNone {
		return "[]\n"
	}
	elements := map[string]core.Element{}
	for page := first; ; page = k.Inside(m.Nr, core.InsideQuery{From: page.Next, Limit: core.InsideLimit}) {
		for _, e := range page.Elements {
			if !e.Branch {
				elements[e.Key] = e
			}
		}
		if page.Next == 0 {
			break
		}
	}
	types := m.Types()
	d := btf.NewJSONDump(types.BTF, types.Key, types.Value, first.CPUs > 0)
	for key, ok := k.NextKey(m, nil); ok; key, ok = k.NextKey(m, key) {
		e := elements[hex.EncodeToString(key)]
		value, _ := hex.DecodeString(e.Value)
		switch {
		case e.Map != 0:
			d.Add(key, binary.LittleEndian.AppendUint32(nil, ids.maps[e.Map]))
		case e.Prog != 0:
			d.Add(key, binary.LittleEndian.AppendUint32(nil, ids.progs[e.Prog]))
		case len(value) > 0:
			values := [][]byte{value}
			if first.Stride > 0 {
				values = nil
				for at := 0; at < len(value); at += first.Stride {
					values = append(values, value[at:min(at+int(m.ValueSize), len(value))])
				}
			}
			d.Add(key, values...)
		case first.Holds != abi.HoldsMaps && first.Holds != abi.HoldsPrograms:
			d.AddError(key, "Unknown error 524")
		}
	}
	return d.String()
}

// objectIDs has the ids of maps and programs by their numbers.
type objectIDs struct{ maps, progs map[int]uint32 }

func idsOf(k *core.Kernel) objectIDs {
	ids := objectIDs{map[int]uint32{}, map[int]uint32{}}
	for _, m := range k.Maps() {
		ids.maps[m.Nr] = m.ID
	}
	for _, p := range k.Progs() {
		ids.progs[p.Nr] = p.ID
	}
	return ids
}
