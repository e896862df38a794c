package interp

import (
	"bytes"
	"math/rand"
	"os"
	"strconv"
	"testing"

	"bpfplay/core/insn"
)

// draw is a program under construction, which ends for any values of its registers.
type draw struct {
	*rand.Rand
	insns []insn.Insn
}

// pick returns one of the values.
func pick[T any](d *draw, of ...T) T { return of[d.Intn(len(of))] }

// number returns a constant, often at a limit of a type.
func (d *draw) number() int32 {
	return pick(d, 0, 1, -1, 2, 7, 31, 32, 63, 64, 255, -128, 32767, -32768, 1<<31-1, -1<<31, int32(d.Uint32()), int32(d.Uint32()))
}

// reg returns a register that holds a number: r0 to r8. r9 counts the rounds of a loop.
func (d *draw) reg() uint8 { return uint8(d.Intn(9)) }

func (d *draw) add(in insn.Insn) { d.insns = append(d.insns, in) }

// imm64 loads 64 bits to dst.
func (d *draw) imm64(dst uint8, v uint64) {
	d.add(insn.Insn{Code: insn.BPF_LD | insn.BPF_IMM | insn.BPF_DW, Dst: dst, Imm: int32(v)})
	d.add(insn.Insn{Imm: int32(v >> 32)})
}

func (d *draw) alu() {
	in := insn.Insn{Code: pick[uint8](d, insn.BPF_ALU, insn.BPF_ALU64), Dst: d.reg()}
	wide := in.Class() == insn.BPF_ALU64
	op := uint8(d.Intn(14)) << 4
	in.Code |= op
	switch {
	case op == insn.BPF_END:
		if !wide {
			in.Code |= pick[uint8](d, insn.BPF_TO_LE, insn.BPF_TO_BE)
		}
		in.Imm = pick[int32](d, 16, 32, 64)
		d.add(in)
		return
	case op == insn.BPF_NEG:
		d.add(in)
		return
	case d.Intn(2) == 0:
		in.Imm = d.number()
	default:
		in.Code |= insn.BPF_X
		in.Src = d.reg()
		if op == insn.BPF_MOV && d.Intn(2) == 0 {
			if in.Off = pick[int16](d, 8, 16); wide {
				in.Off = pick[int16](d, 8, 16, 32)
			}
		}
	}
	if op == insn.BPF_DIV || op == insn.BPF_MOD {
		in.Off = int16(d.Intn(2))
	}
	d.add(in)
}

// memory adds a load, a store or an atomic operation on the stack.
func (d *draw) memory() {
	in := insn.Insn{Code: pick[uint8](d, insn.BPF_B, insn.BPF_H, insn.BPF_W, insn.BPF_DW)}
	in.Off = int16(-8 - d.Intn(56))
	switch d.Intn(5) {
	case 0:
		in.Code |= insn.BPF_LDX | insn.BPF_MEM
		in.Dst, in.Src = d.reg(), 10
	case 1:
		in.Code = pick[uint8](d, insn.BPF_B, insn.BPF_H, insn.BPF_W) | insn.BPF_LDX | insn.BPF_MEMSX
		in.Dst, in.Src = d.reg(), 10
	case 2:
		in.Code |= insn.BPF_ST | insn.BPF_MEM
		in.Dst, in.Imm = 10, d.number()
	case 3:
		in.Code |= insn.BPF_STX | insn.BPF_MEM
		in.Dst, in.Src = 10, d.reg()
	case 4:
		in.Code = pick[uint8](d, insn.BPF_W, insn.BPF_DW) | insn.BPF_STX | insn.BPF_ATOMIC
		in.Dst, in.Src = 10, d.reg()
		in.Imm = pick[int32](d, insn.BPF_ADD, insn.BPF_OR, insn.BPF_AND, insn.BPF_XOR, insn.BPF_CMPXCHG, insn.BPF_XCHG,
			insn.BPF_ADD|insn.BPF_FETCH, insn.BPF_OR|insn.BPF_FETCH, insn.BPF_AND|insn.BPF_FETCH, insn.BPF_XOR|insn.BPF_FETCH)
		in.Off &^= 7
	}
	d.add(in)
}

// jump adds a jump over a few new instructions.
func (d *draw) jump(deep int) {
	in := insn.Insn{Code: pick[uint8](d, insn.BPF_JMP, insn.BPF_JMP32), Dst: d.reg()}
	in.Code |= pick[uint8](d, insn.BPF_JA, insn.BPF_JEQ, insn.BPF_JGT, insn.BPF_JGE, insn.BPF_JSET, insn.BPF_JNE, insn.BPF_JSGT,
		insn.BPF_JSGE, insn.BPF_JLT, insn.BPF_JLE, insn.BPF_JSLT, insn.BPF_JSLE)
	at := len(d.insns)
	d.add(in)
	d.block(1+d.Intn(4), deep+1)
	over := len(d.insns) - at - 1
	switch {
	case in.Op() == insn.BPF_JA && in.Class() == insn.BPF_JMP32:
		in.Imm = int32(over)
	case in.Op() == insn.BPF_JA:
		in.Off = int16(over)
	case d.Intn(2) == 0:
		in.Imm, in.Off = d.number(), int16(over)
	default:
		in.Code |= insn.BPF_X
		in.Src, in.Off = d.reg(), int16(over)
	}
	d.insns[at] = in
}

// block adds n pieces.
func (d *draw) block(n, deep int) {
	for range n {
		switch k := d.Intn(10); {
		case k < 6:
			d.alu()
		case k < 8:
			d.memory()
		case k < 9 && deep < 3:
			d.jump(deep)
		default:
			d.imm64(d.reg(), d.Uint64())
		}
	}
}

// function adds a function that starts with random registers, in a loop of a few rounds.
func (d *draw) function(call bool) (callAt int) {
	for r := range uint8(9) {
		d.imm64(r, d.Uint64())
	}
	for off := int16(-72); off < 0; off += 8 {
		d.add(insn.Insn{Code: insn.BPF_STX | insn.BPF_MEM | insn.BPF_DW, Dst: 10, Src: d.reg(), Off: off})
	}
	d.add(insn.Insn{Code: insn.BPF_ALU64 | insn.BPF_MOV, Dst: 9, Imm: int32(1 + d.Intn(4))})
	start := len(d.insns)
	d.block(3+d.Intn(20), 0)
	if call {
		callAt = len(d.insns)
		d.add(insn.Insn{Code: insn.BPF_JMP | insn.BPF_CALL, Src: insn.BPF_PSEUDO_CALL})
	}
	d.add(insn.Insn{Code: insn.BPF_ALU64 | insn.BPF_SUB, Dst: 9, Imm: 1})
	d.add(insn.Insn{Code: insn.BPF_JMP | insn.BPF_JNE, Dst: 9, Off: int16(start - len(d.insns) - 1)})
	d.add(insn.Insn{Code: insn.BPF_JMP | insn.BPF_EXIT})
	return callAt
}

// randomProgram returns a program with one or two functions.
func randomProgram(seed int64) []insn.Insn {
	d := &draw{Rand: rand.New(rand.NewSource(seed))}
	call := d.Intn(3) == 0
	at := d.function(call)
	if call {
		d.insns[at].Imm = int32(len(d.insns) - at - 1)
		d.function(false)
	}
	return d.insns
}

// programsEnv is the number of programs that TestNaiveTwin compares.
const programsEnv = "BPF_PROGRAMS"

// TestNaiveTwin compares registers, memory and the number of steps with those of the naive interpreter, for random programs.
// BPF_PROGRAMS=1000000 compares more than by default.
func TestNaiveTwin(t *testing.T) {
	count := 20000
	if s := os.Getenv(programsEnv); s != "" {
		var err error
		if count, err = strconv.Atoi(s); err != nil || count < 1 {
			t.Fatalf("invalid %s %q: want a number of programs", programsEnv, s)
		}
	}
	const limit = 1 << 20
	space := &Space{}
	whole, stepped := New(space, nil), New(space, nil)
	for seed := range int64(count) {
		insns := randomProgram(seed)
		p, err := NewProgram(insns, nil)
		if err != nil {
			t.Fatalf("program %d: %v", seed, err)
		}
		slow := &naive{stack: make([]byte, MaxFrames*MAX_BPF_STACK), base: whole.StackAddr}
		slow.regs[10] = whole.StackAddr + MAX_BPF_STACK
		if err := slow.run(insns, limit); err != nil {
			t.Fatalf("program %d: %v", seed, err)
		}
		whole.Start(p, 0)
		if got := whole.Run(limit); got != Exited {
			t.Fatalf("program %d: status %d at %d: %v", seed, got, whole.PC, whole.Fault)
		}
		if got := [11]uint64(whole.Regs[:11]); got != slow.regs {
			t.Fatalf("program %d: registers\n%x, want\n%x", seed, got, slow.regs)
		}
		if !bytes.Equal(whole.Stack, slow.stack) {
			t.Fatalf("program %d: stacks differ", seed)
		}
		if whole.Steps != uint64(slow.steps) {
			t.Fatalf("program %d: %d steps, want %d", seed, whole.Steps, slow.steps)
		}
		if seed%64 != 0 {
			continue
		}
		for stepped.Start(p, 0); stepped.Run(1) == Ready; {
		}
		if whole.Regs[0] != stepped.Regs[0] || whole.Steps != stepped.Steps || !bytes.Equal(whole.Stack, stepped.Stack) {
			t.Fatalf("program %d: single steps give another result", seed)
		}
	}
}
