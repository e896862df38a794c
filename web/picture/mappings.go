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
	all := mappingsOf(t)
	if len(all) == 0 {
		return nil
	}
	key := name + " mappings"
	shown, more := short(all, l.limit(key, shownMappings), func(core.AreaView) bool { return false })
	var buttons []button
	c.pen += mappingGap
	at := box{c.x + cardInset, c.pen, c.w - 2*cardInset, descriptorH}
	for _, a := range shown {
		part, closer := l.layMapping(at, t.Nr, a)
		c.parts = append(c.parts, part)
		if closer.do != nil {
			buttons = append(buttons, closer)
		}
		at.y += descriptorPitch
	}
	if more > 0 || len(all) > shownMappings {
		at.h = buttonH
		buttons = append(buttons, l.listButton(at, key, "Show "+strconv.Itoa(more)+" more", " mappings of "+name))
		drawn := map[int]bool{}
		for _, a := range all[len(shown):] {
			if !drawn[a.File] {
				drawn[a.File] = true
				l.starts = append(l.starts, wireStart{c.right(), at.middle(), a.File, "wire rest"})
			}
		}
		at.y += buttonH + 4
	}
	c.pen = at.y
	return buttons
}

func (l *layout) layMapping(at box, task int, a core.AreaView) (card, button) {
	addr, file := "0x"+strconv.FormatUint(a.Addr, 16), strconv.Itoa(a.File)
	noun := "mapping at " + addr + " of task " + strconv.Itoa(task)
	return l.layStrip(at, task, strip{
		noun: noun, style: svg.Lit("descriptor mapping", l.lit.mapping(task, a)), title: mappingFacts(a),
		forms: []string{addr + " → file " + file, addr + "→file " + file, "mmap → file " + file, "mmap→" + file}, file: a.File,
		wire: svg.Lit("wire", l.lit.mapping(task, a)), closer: "Unmap " + addr + " of task " + strconv.Itoa(task),
		end: core.Call{Task: task, Op: core.OpMunmap, Args: core.Args{a.Addr, a.Length}},
	})
}

// mappingFacts says what mmap was asked for: "4096 bytes at 0x20000000, PROT_READ|PROT_WRITE".
func mappingFacts(a core.AreaView) string {
	facts := english.Count(a.Length, "byte") + " at 0x" + strconv.FormatUint(a.Addr, 16) + ", " + core.OpMmap.ArgNames(2).Format(uint64(a.Prot), "PROT_NONE")
	if a.Offset != 0 {
		facts += ", from offset 0x" + strconv.FormatUint(a.Offset, 16)
	}
	return facts
}
