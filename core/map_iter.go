package core

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Follows dump_bpf_map and dump_bpf_prog in kernel/bpf/preload/iterators, and bpf_map_sum_elem_count in kernel/bpf/map_iter.c:
// the output of the programs of the iterators.

// The heads of the two tables, and the formats of their lines.
const (
	mapHead, mapLine           = "  id name             max_entries\n", "%4u %-16s%6d\n"
	mapHeadCount, mapLineCount = "  id name             max_entries  cur_entries\n", "%4u %-16s  %10d   %10lld\n"
	progHead, progLine         = "  id name             attached\n", "%4u %-16s %s %s\n"
)

func (k *Kernel) nextMapID(least uint32) uint32  { return k.mapIDs.nextID(least) }
func (k *Kernel) nextProgID(least uint32) uint32 { return k.progIDs.nextID(least) }

// dumpMap follows dump_bpf_map.
func (k *Kernel) dumpMap(id uint32) (head, line string) {
	m := k.mapIDs.find(id)
	start := fmt.Sprintf("%4d %-16s", m.ID, nulEnd(m.Name))
	if !sinceMapsCount.In(k.Machine.Release) {
		return mapHead, start + fmt.Sprintf("%6d\n", int32(m.MaxEntries))
	}
	return mapHeadCount, start + fmt.Sprintf("  %10d   %10d\n", int32(m.MaxEntries), k.sumElemCount(m))
}

// sumElemCount follows bpf_map_sum_elem_count. Only hashes count their elements.
func (k *Kernel) sumElemCount(m *Map) uint64 {
	if _, ok := m.data.(*bpfHtab); ok {
		return k.Count(m)
	}
	return 0
}

// dumpProg follows dump_bpf_prog. The last column, the program that another one replaces, is always empty here.
func (k *Kernel) dumpProg(id uint32) (head, line string) {
	p := k.progIDs.find(id)
	return progHead, fmt.Sprintf("%4d %-16s %s \n", p.ID, p.funcName(), p.attachFunc)
}

// funcName follows get_name: the name of the first function in BTF, which has no limit of 15 bytes.
func (p *Prog) funcName() string {
	if p.BTF == nil || p.attachFunc != "" {
		return string(nulEnd(p.Name))
	}
	if len(p.funcInfo) == 0 {
		return "" // the name of type 0
	}
	return p.BTF.BTF.Type(binary.LittleEndian.Uint32(p.funcInfo[4:])).Name
}

// nulEnd returns the bytes of a name up to its NUL.
func nulEnd(name [16]byte) []byte {
	text, _, _ := bytes.Cut(name[:], []byte{0})
	return text
}
