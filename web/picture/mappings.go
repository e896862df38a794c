package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/web/svg"
)

// shownMappings is how many mappings of a task are shown in a collapsed list.
const shownMappings = 4

// mappingGap is the distance from the last line to the first mapping.
const mappingGap = 2

// mappingsOf returns the mappings of a task that hold files.
func mappingsOf(t core.TaskView) (all []core.AreaView) {
	for _, a := range t.Areas {
		if a.File != 0 {
			all = append(all, a)
		}
	}
	return all
}

// layMappings draws the memory that a task mapped from files, and returns the buttons that unmap it.
func (l *layout) layMappings(c *card, t core.TaskView, name string) []button {
	var all []strip
	for _, a := range mappingsOf(t) {
		all = append(all, l.mapping(t.Nr, a))
	}
	if all == nil {
		return nil
	}
	c.pen += mappingGap
	return l.layStrips(c, t.Nr, stripList{name + " mappings", " mappings of " + name, shownMappings, all})
}

// mapping returns the strip of a mapping. Its button unmaps it.
func (l *layout) mapping(task int, a core.AreaView) strip {
	addr, file := "0x"+strconv.FormatUint(a.Addr, 16), strconv.Itoa(a.File)
	lit := l.lit.mapping(task, a)
	of := addr + " of task " + strconv.Itoa(task)
	return strip{
		noun: "mapping at " + of, style: svg.Lit("descriptor mapping", lit), must: lit, title: mappingFacts(a), file: a.File, wire: svg.Lit("wire", lit),
		forms:  []string{addr + " → file " + file, addr + "→file " + file, "mmap → file " + file, "mmap→" + file},
		closer: "Unmap " + of, end: core.Call{Task: task, Op: core.OpMunmap, Args: core.Args{a.Addr, a.Length}},
	}
}

// mappingFacts says what mmap was asked for: "4096 bytes at 0x20000000, PROT_READ|PROT_WRITE".
func mappingFacts(a core.AreaView) string {
	facts := english.Count(a.Length, "byte") + " at 0x" + strconv.FormatUint(a.Addr, 16) + ", " + core.OpMmap.ArgNames(2).Format(uint64(a.Prot), "PROT_NONE")
	if a.Offset != 0 {
		facts += ", from offset 0x" + strconv.FormatUint(a.Offset, 16)
	}
	return facts
}
