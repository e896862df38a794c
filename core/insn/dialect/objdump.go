package dialect

import (
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// section holds the lines of a listing for one section.
type section struct {
	name        string
	line        int // of its heading
	first       int // index of the first instruction that is shown; -1 before it
	a           *insn.Assembler
	symbols     map[string]int // the functions and labels: their indices
	starts      []int          // of the functions
	relocations map[int]relocation
}

// relocation is a place that the linker or loader fills in.
type relocation struct {
	name      string
	line, col int
}

func newSection(name string, line int) *section {
	return &section{name: name, line: line, first: -1, a: insn.NewAssembler(), symbols: map[string]int{}, relocations: map[int]relocation{}}
}

// readObjdump reads the disassembly of a section and of the functions in .text that it calls.
func readObjdump(text string) (*insn.Program, error) {
	current := newSection("", 1)
	sections := []*section{current}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if heading, ok := strings.CutPrefix(strings.TrimSpace(line), "Disassembly of section "); ok {
			current = newSection(strings.TrimSuffix(heading, ":"), number)
			sections = append(sections, current)
		} else if !current.read(line, number) {
			break
		}
	}
	return link(sections)
}

// read reads a line: bytes if it shows them, else text. It returns false if an instruction is missing before it.
func (s *section) read(line string, number int) bool {
	if offset, name, ok := objdumpSymbol(strings.TrimSpace(line)); ok {
		at := int(offset / insn.Size)
		s.symbols[name] = at
		if !localLabel(name) {
			s.starts = append(s.starts, at)
		}
		return true
	}
	if at, r, ok := objdumpRelocation(line, number); ok {
		if _, filled := s.relocations[at]; !filled {
			s.relocations[at] = r
		}
		return true
	}
	index, rest, ok := indexed(line)
	if !ok {
		return true
	}
	if s.first < 0 {
		s.first = index
	}
	if want := s.first + s.a.Insns(); index != want {
		s.a.Failf(number, 1, "instruction %d is missing: the next one shown is %d", want, index)
		return false
	}
	if n := dumpedBytes(rest); n > 0 {
		raw, _ := parseHex(rest[:n])
		s.a.Add(number, insn.DecodeAll(raw)...)
		return true
	}
	body, _, _ := strings.Cut(rest, " //")
	s.a.Line(number, len(line)-len(rest), line[:len(line)-len(rest)]+body)
	return true
}

// localLabel reports whether a symbol is a label within a function: "LBB0_2".
func localLabel(name string) bool {
	rest, ok := strings.CutPrefix(name, "L")
	return ok && strings.Trim(strings.TrimPrefix(rest, "BB"), "_0123456789") == ""
}

// objdumpSymbol splits "0000000000000000 <prog>:".
func objdumpSymbol(line string) (offset uint64, name string, ok bool) {
	number, rest, cut := strings.Cut(line, " <")
	if !cut || !strings.HasSuffix(rest, ">:") {
		return 0, "", false
	}
	offset, err := strconv.ParseUint(number, 16, 64)
	return offset, strings.TrimSuffix(rest, ">:"), err == nil
}

// objdumpRelocation splits "0000000000000028:  R_BPF_64_64  counts". at is the index of the instruction.
func objdumpRelocation(line string, number int) (at int, r relocation, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 3 || !strings.HasPrefix(fields[1], "R_BPF_64_") {
		return 0, relocation{}, false
	}
	offset, err := strconv.ParseUint(strings.TrimSuffix(fields[0], ":"), 16, 32)
	name := strings.Join(fields[2:], " ")
	return int(offset / insn.Size), relocation{name, number, strings.Index(line, fields[2]) + 1}, err == nil
}

// dumpedBytes returns the length of the column of bytes that text begins with: 8 or 16 pairs of hex digits. Else it is 0.
func dumpedBytes(text string) int {
	pairs, n := 0, len(text)-len(strings.TrimLeft(text, " \t"))
	for n+2 <= len(text) && pairs < 2*insn.Size {
		_, ok1 := hexDigit(text[n])
		_, ok2 := hexDigit(text[n+1])
		if !ok1 || !ok2 || n+2 < len(text) && text[n+2] != ' ' && text[n+2] != '\t' {
			break
		}
		pairs++
		n += 3
	}
	if pairs != insn.Size && pairs != 2*insn.Size {
		return 0
	}
	return min(n, len(text))
}
