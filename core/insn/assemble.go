package insn

import (
	"fmt"
	"math"
	"strings"
)

// MaxText is the length of the longest text that [Assemble] reads, in bytes.
const MaxText = 32 << 20

// Assemble reads assembly text: the form of [Text], of llvm-objdump and of the verifier's log ("r0 = *(u32 *)(r1 +4)"),
// and the mnemonics of ubpf and bpf_conformance ("ldxw r0, [r1+4]"). A line may have several statements with semicolons
// between them. Jumps and calls name labels ("goto out") or distances ("goto +3", "goto pc+3").
// The error is of type [Errors]; the program then has the statements that could be read.
func Assemble(text string) (*Program, error) {
	a := NewAssembler()
	number := 0
	for line := range strings.Lines(BlankComments(text[:min(len(text), MaxText)])) {
		number++
		a.Line(number, 0, strings.TrimSuffix(line, "\n"))
	}
	return a.Finish()
}

// Assembler collects the statements of a program. Readers of text that has more than statements use it line by line.
type Assembler struct {
	// LooseCalls accepts calls whose number does not fit the name: the name counts. Translated programs have such calls.
	LooseCalls bool

	program Program
	jumps   []jump
	errors  Errors
	scan    scanner
	inData  bool // in a section without instructions
}

// jump is a branch whose target is a label.
type jump struct {
	insn  int
	label string
	call  bool // the name may be a helper's
	scan  scanner
	at    int
}

// NewAssembler returns an assembler without statements.
func NewAssembler() *Assembler { return &Assembler{} }

// Insns returns the number of instructions so far.
func (a *Assembler) Insns() int { return len(a.program.Insns) }

// Line reads the statements of a line from byte offset from on. Comments are not removed.
func (a *Assembler) Line(number, from int, text string) {
	a.scan = scanner{line: number, text: text, pos: from}
	for a.scan.rest() != "" {
		if a.scan.rest()[0] != ';' {
			a.statement()
		}
		if !a.scan.end() {
			break
		}
	}
	if a.scan.err != nil {
		a.errors = append(a.errors, a.scan.err)
	}
}

// Add appends instructions that a line shows as bytes.
func (a *Assembler) Add(line int, insns ...Insn) {
	for _, i := range insns {
		a.program.add(line, i)
	}
}

// At returns the instruction with this index, which the caller may change, or nil.
func (a *Assembler) At(index int) *Insn {
	if index < 0 || index >= len(a.program.Insns) {
		return nil
	}
	return &a.program.Insns[index]
}

// Name records that the operand of the next instruction is only named, at this place of the text.
//
//go:noinline
func (a *Assembler) Name(kind RefKind, name string, line, col int) {
	a.NameAt(len(a.program.Insns), kind, name, line, col)
}

// NameAt is like [Assembler.Name], for an instruction by index.
func (a *Assembler) NameAt(index int, kind RefKind, name string, line, col int) {
	a.program.Refs = append(a.program.Refs, Ref{index, kind, name, line, col})
}

// Label names the next instruction.
func (a *Assembler) Label(name string) {
	a.program.Labels = append(a.program.Labels, Label{name, len(a.program.Insns)})
}

// Fail records a mistake.
//
//go:noinline
func (a *Assembler) Fail(err *Error) { a.errors = append(a.errors, err) }

// Failf records a mistake at a place of the text, from 1.
//
//go:noinline
func (a *Assembler) Failf(line, col int, format string, args ...any) {
	a.Fail(&Error{line, col, fmt.Sprintf(format, args...)})
}

// Failed reports whether the text has a mistake so far.
func (a *Assembler) Failed() bool { return len(a.errors) != 0 }

// Finish resolves labels and returns the program.
func (a *Assembler) Finish() (*Program, error) {
	for _, j := range a.jumps {
		a.resolve(j)
	}
	refs := a.program.Refs[:0]
	for _, r := range a.program.Refs {
		if !a.function(r) {
			refs = append(refs, r)
		}
	}
	a.program.Refs = refs
	if len(a.errors) != 0 {
		return &a.program, a.errors
	}
	return &a.program, nil
}

// function turns the load of a map whose name is a label into that of the function there. It reports whether it is one.
func (a *Assembler) function(r Ref) bool {
	target := a.program.label(r.Name)
	if r.Kind != RefMap || target < 0 || r.Insn >= len(a.program.Insns) {
		return false
	}
	i := &a.program.Insns[r.Insn]
	i.Src, i.Imm = BPF_PSEUDO_FUNC, int32(target-r.Insn-1)
	return true
}

func (a *Assembler) resolve(j jump) {
	target := a.program.label(j.label)
	i := &a.program.Insns[j.insn]
	if n := len(j.label) - 1; n > 0 && isNumber(j.label[:n]) && (j.label[n] == 'f' || j.label[n] == 'b') {
		target = a.program.numberedLabel(j.label[:n], j.insn, j.label[n] == 'f')
	}
	if target < 0 && j.call {
		if n, ok := HelperNumber(j.label); ok {
			i.Src, i.Imm = 0, n
			return
		}
		j.scan.fail(j.at, "unknown helper or label %q", j.label)
	}
	if target < 0 && j.label == "exit" { // the first exit of bpf_conformance's programs
		for k, i := range a.program.Insns {
			if i.Code == BPF_JMP|BPF_EXIT {
				target = k
				break
			}
		}
	}
	distance := target - j.insn - 1
	switch f := i.Code; {
	case target < 0:
		j.scan.fail(j.at, "undefined label %q", j.label)
	case f == BPF_JMP|BPF_CALL || f == BPF_JMP32|BPF_JA || f == BPF_LD|BPF_IMM|BPF_DW:
		i.Imm = int32(distance)
	case distance < math.MinInt16 || distance > math.MaxInt16:
		j.scan.fail(j.at, "label %q is %d instructions away: want %d to %d; use gotol", j.label, distance, math.MinInt16, math.MaxInt16)
	default:
		i.Off = int16(distance)
	}
	if j.scan.err != nil {
		a.errors = append(a.errors, j.scan.err)
	}
}

// put appends an instruction unless the statement has a mistake.
//
//go:noinline
func (a *Assembler) put(i Insn) {
	if a.scan.err == nil {
		a.program.add(a.scan.line, i)
	}
}

// ref records that the next instruction's operand is only named.
//
//go:noinline
func (a *Assembler) ref(kind RefKind, name string, at int) {
	if a.scan.err == nil {
		a.program.Refs = append(a.program.Refs, Ref{len(a.program.Insns), kind, name, a.scan.line, at + 1})
	}
}

// distance reads the target of a jump: "+3", "pc+3", "-0x1", "<LBB0_2>", "+0x3 <LBB0_2>" or a label.
func (a *Assembler) distance(lo, hi int64, call bool) int64 {
	s := &a.scan
	if w := s.word(); w == "pc" {
		s.acceptWord(w)
	}
	rest := s.rest()
	at := s.pos
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		n := s.number("a distance", lo, uint64(hi))
		if rest := s.rest(); strings.HasPrefix(rest, "<") && strings.Contains(rest, ">") {
			s.pos += strings.IndexByte(rest, '>') + 1
		}
		return n
	}
	name := ""
	if strings.HasPrefix(rest, "<") && strings.Contains(rest, ">") {
		name = rest[1:strings.IndexByte(rest, '>')]
		s.pos += len(name) + 2
	} else {
		name = s.word()
		s.pos += len(name)
	}
	if name == "" {
		s.fail(at, "want a label or a distance such as +3, not %s", s.found())
	}
	if s.err == nil {
		a.jumps = append(a.jumps, jump{insn: len(a.program.Insns), label: name, call: call, scan: *s, at: at})
	}
	return 0
}

//go:noinline
func (a *Assembler) near() int16 { return int16(a.distance(math.MinInt16, math.MaxInt16, false)) }

//go:noinline
func (a *Assembler) far() int32 { return int32(a.distance(math.MinInt32, math.MaxInt32, false)) }
