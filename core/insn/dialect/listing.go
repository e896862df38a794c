package dialect

import (
	"fmt"
	"slices"
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
	slices.SortStableFunc(found, func(x, y listed) int { return x.index - y.index })
	for k, l := range found {
		if k > 0 && found[k-1].index == l.index {
			if found[k-1].text != l.text && !(l.code == 0x18) {
				a.Fail(&insn.Error{Line: l.line, Col: l.col, Text: fmt.Sprintf(
					"instruction %d differs from that of line %d", l.index, found[k-1].line)})
			}
			continue
		}
		if n := a.Insns(); n != l.index {
			a.Fail(&insn.Error{Line: l.line, Col: 1, Text: fmt.Sprintf("instruction %d is missing: the next one shown is %d", n, l.index)})
			break
		}
		l.read(a)
	}
	if len(found) == 0 && !a.Failed() {
		a.Fail(&insn.Error{Line: 1, Col: 1, Text: "no instructions found"})
	}
	return a.Finish()
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
		a.Fail(&insn.Error{Line: l.line, Col: l.col, Text: fmt.Sprintf(
			"opcode %#02x does not fit the instruction, which has %#02x", l.code, i.Code)})
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
