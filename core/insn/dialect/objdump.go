package dialect

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// symbol is the start of a function or label in a section.
type symbol struct {
	name string
	insn int
}

// relocation is a place that the linker or loader fills in.
type relocation struct {
	insn      int // index in its section
	kind      string
	name      string
	line, col int
}

// readObjdump reads the disassembly of one section: bytes if the listing shows them, else text.
func readObjdump(text string) (*insn.Program, error) {
	a := insn.NewAssembler()
	var symbols []symbol
	var relocations []relocation
	first := -1 // index of the first instruction in its section
	sections, number := 0, 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "Disassembly of section") {
			if sections++; sections > 1 && a.Insns() > 0 {
				a.Failf(number, 1, "a second section begins here: paste one at a time")
				break
			}
			continue
		}
		if offset, name, ok := objdumpSymbol(trimmed); ok {
			symbols = append(symbols, symbol{name, int(offset / insn.Size)})
			continue
		}
		if r, ok := objdumpRelocation(line, number); ok {
			relocations = append(relocations, r)
			continue
		}
		index, rest, ok := indexed(line)
		if !ok {
			continue
		}
		if first < 0 {
			first = index
		}
		if want := first + a.Insns(); index != want {
			a.Failf(number, 1, "instruction %d is missing: the next one shown is %d", want, index)
			break
		}
		if n := dumpedBytes(rest); n > 0 {
			raw, _ := parseHex(rest[:n])
			a.Add(number, insn.DecodeAll(raw)...)
			continue
		}
		body, _, _ := strings.Cut(rest, " //")
		a.Line(number, len(line)-len(rest), line[:len(line)-len(rest)]+body)
	}
	if first < 0 && !a.Failed() {
		a.Failf(1, 1, "no instructions found")
	}
	for _, r := range relocations {
		r.apply(a, symbols, first)
	}
	return a.Finish()
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

// objdumpRelocation splits "0000000000000028:  R_BPF_64_64  counts".
func objdumpRelocation(line string, number int) (relocation, bool) {
	fields := strings.Fields(line)
	if len(fields) < 3 || !strings.HasPrefix(fields[1], "R_BPF_64_") {
		return relocation{}, false
	}
	offset, err := strconv.ParseUint(strings.TrimSuffix(fields[0], ":"), 16, 32)
	name := strings.Join(fields[2:], " ")
	return relocation{int(offset / insn.Size), fields[1], name, number, strings.Index(line, fields[2]) + 1}, err == nil
}

// dataSections begin the names of the sections that libbpf puts into maps.
var dataSections = []string{".data", ".rodata", ".bss"}

// apply fills in a call of a function or its address if the listing has the function, and makes other loads refer to a map or
// to the value of one. Other calls keep the name.
func (r relocation) apply(a *insn.Assembler, symbols []symbol, first int) {
	at := r.insn - first
	i := a.At(at)
	if i == nil {
		return
	}
	load := i.IsLoadImm64()
	if !load && i.Code != insn.BPF_JMP|insn.BPF_CALL {
		return
	}
	for _, s := range symbols {
		if s.name != r.name {
			continue
		}
		if i.Src = insn.BPF_PSEUDO_CALL; load {
			i.Src = insn.BPF_PSEUDO_FUNC
		}
		i.Imm = int32(s.insn - r.insn - 1)
		return
	}
	kind := insn.RefFunction
	switch high := a.At(at + 1); {
	case !load:
		i.Src = 0
	case high != nil && slices.ContainsFunc(dataSections, func(section string) bool { return strings.HasPrefix(r.name, section) }):
		i.Src, high.Imm, kind = insn.BPF_PSEUDO_MAP_VALUE, i.Imm, insn.RefMapValue // as bpf_object__relocate_data does
	default:
		i.Src, kind = insn.BPF_PSEUDO_MAP_FD, insn.RefMap
	}
	i.Imm = 0
	a.NameAt(at, kind, r.name, r.line, r.col)
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
