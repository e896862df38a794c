package dialect

import (
	"fmt"
	"strings"

	"bpfplay/core/insn"
)

// listed is one line of a listing that shows an instruction.
type listed struct {
	index     int
	code      uint8
	text      string // the instruction, without what precedes or follows it
	line, col int    // from 1; where text begins
	full      string // the whole line
}

// readLog reads the log of the verifier. The log shows an instruction as often as it is verified, and some never.
func readLog(text string) (*insn.Program, error) { return readListing(text, false) }

// readXlated reads the listing of a translated program.
func readXlated(text string) (*insn.Program, error) { return readListing(text, true) }

func readListing(text string, translated bool) (*insn.Program, error) {
	a := insn.NewAssembler()
	a.LooseCalls = translated
	var found []listed
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		index, rest, ok := indexed(line)
		if !ok {
			continue
		}
		code, body, ok := opcodeText(rest)
		if !ok {
			continue
		}
		col := len(line) - len(body) + 1
		body, _, _ = strings.Cut(body, ";")
		found = append(found, listed{index: index, code: code, text: strings.TrimSpace(body), line: number, col: col, full: line})
	}
	first := map[int]int{} // of each instruction, the place where it is shown first
	last := -1
	for k, l := range found {
		last = max(last, l.index)
		at, seen := first[l.index]
		if !seen {
			first[l.index] = k
			continue
		}
		if found[at].text != l.text && l.code != insn.BPF_LD|insn.BPF_IMM|insn.BPF_DW {
			a.Failf(l.line, l.col, "instruction %d differs from that of line %d", l.index, found[at].line)
		}
	}
	for a.Insns() <= last {
		n := a.Insns()
		k, shown := first[n]
		if !shown {
			a.Fail(missing(found, n))
			break
		}
		found[k].read(a)
		if a.Insns() == n { // the line has a mistake
			break
		}
	}
	return a.Finish()
}

// missing returns the mistake that instruction n is not shown, at the line that shows the next one.
func missing(found []listed, n int) *insn.Error {
	var next listed
	for _, l := range found {
		if l.index > n && (next.line == 0 || l.index < next.index) {
			next = l
		}
	}
	return &insn.Error{Line: next.line, Col: 1, Text: fmt.Sprintf("instruction %d is missing: the next one shown is %d", n, next.index)}
}

// read appends the instruction that the line shows.
func (l *listed) read(a *insn.Assembler) {
	if l.code == insn.BPF_LD|insn.BPF_IMM|insn.BPF_DW {
		l.readLoad(a)
		return
	}
	text := l.text
	if strings.HasPrefix(text, "call pc") { // "call pc+5#bpf_prog_6deef7357e7b4530_F"
		text, _, _ = strings.Cut(text, "#")
	}
	before := a.Insns()
	a.Line(l.line, l.col-1, l.full[:l.col-1]+text)
	if i := a.At(before); i != nil && i.Code != l.code {
		a.Failf(l.line, l.col, "opcode %#02x does not fit the instruction, which has %#02x", l.code, i.Code)
	}
}

// readLoad appends a 64-bit immediate load, whose text is a number without "ll", a map or a function.
func (l *listed) readLoad(a *insn.Assembler) {
	_, operand, _ := strings.Cut(l.text, "= ")
	text := l.text
	if strings.HasPrefix(operand, "0x") {
		text += " ll"
		if len(operand) == len("0xffff888141041400") && strings.HasPrefix(operand, "0xffff") && !strings.HasPrefix(operand, "0xffffffff") {
			a.Name(insn.RefAddress, operand, l.line, l.col)
		}
	}
	a.Line(l.line, l.col-1, l.full[:l.col-1]+text)
}
