package dialect

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/insn"
)

// linker appends the functions that a program calls to it, as bpf_object__relocate_calls of libbpf does, and fills in or names
// the operands that have relocations.
type linker struct {
	sections []*section // those of which instructions are shown
	main     *section   // its instructions come first
	programs map[*section]*insn.Program
	placed   map[place]int // index of each appended function in the program
	program  insn.Program
	errors   insn.Errors
}

// place is an instruction of a section.
type place struct {
	section *section
	insn    int
}

// link returns the program of the section that is not .text, or of .text alone.
func link(sections []*section) (*insn.Program, error) {
	l := linker{programs: map[*section]*insn.Program{}, placed: map[place]int{}}
	named := map[string]bool{}
	for _, s := range sections {
		program, err := s.a.Finish()
		var faults insn.Errors
		if errors.As(err, &faults) {
			l.errors = append(l.errors, faults...)
		}
		l.programs[s] = program
		slices.Sort(s.starts)
		switch {
		case s.first < 0:
			continue
		case named[s.name], l.main != nil && l.main.name != ".text" && s.name != ".text":
			l.errors = append(l.errors, &insn.Error{Line: s.line, Col: 1, Text: "a second section begins here: paste one at a time"})
		case l.main == nil || l.main.name == ".text":
			l.main = s
		}
		named[s.name] = true
		l.sections = append(l.sections, s)
	}
	if l.main == nil {
		return &l.program, insn.Errors{{Line: 1, Col: 1, Text: "no instructions found"}}
	}
	if len(l.errors) > 0 { // the indices of instructions may be wrong
		return l.programs[l.main], l.errors
	}
	l.append(l.main, 0, len(l.programs[l.main].Insns))
	if len(l.errors) > 0 {
		return &l.program, l.errors
	}
	return &l.program, nil
}

// append appends instructions of a section, from the index to the one before end, and the functions that they call.
func (l *linker) append(s *section, from, end int) {
	program, at := l.programs[s], len(l.program.Insns)
	l.program.Insns = append(l.program.Insns, program.Insns[from:end]...)
	l.program.Lines = append(l.program.Lines, program.Lines[from:end]...)
	first, _ := slices.BinarySearchFunc(program.Refs, from, func(r insn.Ref, from int) int { return r.Insn - from })
	for _, r := range program.Refs[first:] {
		if r.Insn >= end {
			break
		}
		r.Insn += at - from
		l.program.Refs = append(l.program.Refs, r)
	}
	for k := from; k < end; k++ {
		l.relocate(place{s, s.first + k}, at+k-from)
	}
}

// relocate fills in the operand of an instruction, which is at an index of the program.
func (l *linker) relocate(from place, at int) {
	i := &l.program.Insns[at]
	load, s := i.IsLoadImm64(), from.section
	r, relocated := s.relocations[from.insn]
	target, ok := place{s, from.insn + 1 + int(i.Imm)}, s != l.main && i.Src == insn.BPF_PSEUDO_CALL
	switch {
	case !load && i.Code != insn.BPF_JMP|insn.BPF_CALL:
		return
	case relocated:
		offset := int(i.Imm) + 1 // of the function after the symbol
		if load {
			offset = int(i.Imm) / insn.Size
		}
		target, ok = l.symbol(s, r.name, offset)
	case load:
		return
	}
	if ok {
		to, why := l.place(target)
		if why != "" {
			l.errors = append(l.errors, &insn.Error{Line: max(r.line, l.program.Lines[at]), Col: max(r.col, 1), Text: why})
			return
		}
		i = &l.program.Insns[at] // it may have moved
		if i.Src = insn.BPF_PSEUDO_CALL; load {
			i.Src = insn.BPF_PSEUDO_FUNC
		}
		i.Imm = int32(to - at - 1)
	} else if relocated {
		l.name(i, r, at)
	}
}

// symbol returns the place at a distance from a symbol or from the beginning of a section, which s refers to. ok is false if
// the listing has neither, unless the name is that of a section with code.
func (l *linker) symbol(s *section, name string, offset int) (target place, ok bool) {
	if at, ok := s.symbols[name]; ok {
		return place{s, at + offset}, true
	}
	for _, other := range l.sections {
		if at, ok := other.symbols[name]; ok {
			return place{other, at + offset}, true
		}
	}
	for _, other := range l.sections {
		if other.name == name {
			return place{other, offset}, true
		}
	}
	return place{&section{name: name, first: -1}, offset}, name == ".text" || strings.HasPrefix(name, ".text.")
}

// place returns the index of a function in the program, which it appends if it is not there yet. why says why it cannot.
func (l *linker) place(p place) (index int, why string) {
	s, from := p.section, p.insn-p.section.first
	shown := 0
	if s.first >= 0 {
		shown = len(l.programs[s].Insns)
	}
	if from < 0 || from >= shown {
		return 0, fmt.Sprintf("the function at instruction %d of %s is not shown: paste the disassembly of %s too", p.insn, s.name, s.name)
	}
	if s == l.main {
		return from, ""
	}
	if at, ok := l.placed[p]; ok {
		return at, ""
	}
	end := shown
	if k, _ := slices.BinarySearch(s.starts, p.insn+1); k < len(s.starts) {
		end = min(end, s.starts[k]-s.first)
	}
	at := len(l.program.Insns)
	l.placed[p] = at
	l.append(s, from, end)
	return at, ""
}

// dataSections begin the names of the sections that libbpf puts into maps.
var dataSections = []string{".data", ".rodata", ".bss"}

// name makes an instruction refer to a map, to the value of one or to a function outside the program, by name.
func (l *linker) name(i *insn.Insn, r relocation, at int) {
	kind := insn.RefFunction
	switch load := i.IsLoadImm64(); {
	case !load:
		i.Src = 0
	case at+1 < len(l.program.Insns) && slices.ContainsFunc(dataSections, func(section string) bool { return strings.HasPrefix(r.name, section) }):
		i.Src, l.program.Insns[at+1].Imm, kind = insn.BPF_PSEUDO_MAP_VALUE, i.Imm, insn.RefMapValue // as bpf_object__relocate_data does
	default:
		i.Src, kind = insn.BPF_PSEUDO_MAP_FD, insn.RefMap
	}
	i.Imm = 0
	l.program.Refs = append(l.program.Refs, insn.Ref{Insn: at, Kind: kind, Name: r.name, Line: r.line, Col: r.col})
}
