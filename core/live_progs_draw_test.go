//go:build linux && amd64

package core

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// liveProgMap is a map that the programs of the live test use.
type liveProgMap struct {
	typ             abi.MapType
	key, value, max uint32
	flags           uint32
}

var liveProgMaps = []liveProgMap{
	{abi.BPF_MAP_TYPE_ARRAY, 4, 16, 4, 0},
	{abi.BPF_MAP_TYPE_HASH, 4, 8, 8, abi.BPF_F_ZERO_SEED},
	{abi.BPF_MAP_TYPE_ARRAY, 4, 64, 1, 0},
	{abi.BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 2, 0},
	{abi.BPF_MAP_TYPE_QUEUE, 0, 8, 4, 0},
	{abi.BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0},
	{abi.BPF_MAP_TYPE_LRU_HASH, 4, 8, 64, abi.BPF_F_ZERO_SEED},
	{abi.BPF_MAP_TYPE_STACK, 0, 8, 4, 0},
}

var liveProgTypes = []abi.ProgType{
	abi.BPF_PROG_TYPE_SOCKET_FILTER, abi.BPF_PROG_TYPE_SCHED_CLS, abi.BPF_PROG_TYPE_SCHED_CLS, abi.BPF_PROG_TYPE_XDP, abi.BPF_PROG_TYPE_XDP,
	abi.BPF_PROG_TYPE_SCHED_ACT, abi.BPF_PROG_TYPE_CGROUP_SKB, abi.BPF_PROG_TYPE_SYSCALL,
}

// liveProg draws the assembly text of a program. It knows which registers hold numbers and which stack slots are written,
// so that most programs are accepted and none returns an address.
type liveProg struct {
	*rand.Rand
	text   *strings.Builder
	labels *int
	funcs  *[]string
	typ    abi.ProgType
	fds    []int32 // descriptors of liveProgMaps
	regs   uint16  // registers that hold numbers
	kept   uint16  // registers that must not change
	slots  uint8   // written slots of eight bytes, the first at r10-8
	ctx    bool    // r6 is the context
	depth  int
}

func (p *liveProg) line(format string, args ...any) { fmt.Fprintf(p.text, format+"\n", args...) }

func (p *liveProg) one(of ...string) string { return of[p.IntN(len(of))] }

func (p *liveProg) chance(percent int) bool { return p.IntN(100) < percent }

func (p *liveProg) label() string {
	*p.labels++
	return fmt.Sprintf("L%d", *p.labels)
}

// imm draws an immediate.
func (p *liveProg) imm() int32 {
	switch p.IntN(4) {
	case 0:
		return int32(p.Uint32())
	case 1:
		return []int32{0, 1, -1, 0x7fffffff, -0x80000000, 0xff, 0x100, 0xffff, 0x10000, 63, 64}[p.IntN(11)]
	}
	return int32(p.IntN(200)) - 60
}

// number returns a register that holds a number, and sets one if none does.
func (p *liveProg) number() int {
	var all []int
	for r := range 10 {
		if p.regs>>r&1 != 0 {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		return p.target(true)
	}
	return all[p.IntN(len(all))]
}

// target returns a register to write, with a number in it if set.
func (p *liveProg) target(set bool) int {
	for {
		r := p.IntN(10)
		if p.kept>>r&1 != 0 {
			continue
		}
		if set && p.regs>>r&1 == 0 {
			p.line("r%d = %d", r, p.imm())
		}
		p.regs |= 1 << r
		return r
	}
}

// operand is a register with a number, or an immediate.
func (p *liveProg) operand(word string) string {
	if p.chance(50) {
		return fmt.Sprint(word, p.number())
	}
	return fmt.Sprint(p.imm())
}

// word is "r" or "w": 64 or 32 bits.
func (p *liveProg) word() string { return p.one("r", "r", "w") }

// slot returns a written slot of the stack, and writes one if none is.
func (p *liveProg) slot() int {
	n := p.IntN(8)
	if p.slots>>n&1 == 0 {
		if p.chance(50) {
			p.line("*(u64 *)(r10 - %d) = %d", 8*n+8, p.imm())
		} else {
			p.line("*(u64 *)(r10 - %d) = r%d", 8*n+8, p.number())
		}
		p.slots |= 1 << n
	}
	return -8*n - 8
}

// liveStatement is a kind of statement and how often it comes.
type liveStatement struct {
	weight int
	draw   func(*liveProg)
}

var liveStatements []liveStatement

func init() { // the statements draw blocks of statements
	liveStatements = []liveStatement{
		{24, (*liveProg).arithmetic}, {4, (*liveProg).swap}, {6, (*liveProg).move}, {10, (*liveProg).stack}, {5, (*liveProg).atomic},
		{12, (*liveProg).branch}, {3, (*liveProg).loop}, {4, (*liveProg).function}, {8, (*liveProg).lookup}, {4, (*liveProg).update},
		{3, (*liveProg).queue}, {3, (*liveProg).ring}, {4, (*liveProg).direct}, {6, (*liveProg).context}, {6, (*liveProg).packet},
		{3, (*liveProg).helper}, {2, (*liveProg).variable}, {1, (*liveProg).absolute},
	}
}

func (p *liveProg) block(n int) {
	total := 0
	for _, s := range liveStatements {
		total += s.weight
	}
	for range n {
		pick := p.IntN(total)
		for _, s := range liveStatements {
			if pick -= s.weight; pick < 0 {
				s.draw(p)
				break
			}
		}
	}
}

// digest folds all numbers into r0 and exits.
func (p *liveProg) digest() {
	if p.regs&1 == 0 {
		p.line("r0 = 1")
	}
	for r := 1; r < 10; r++ {
		if p.regs>>r&1 != 0 {
			p.line("r0 *= 31\nr0 ^= r%d", r)
		}
	}
	if p.chance(60) {
		p.line("r1 = r0\nr1 >>= 32\nr0 ^= r1")
	}
	if p.typ == abi.BPF_PROG_TYPE_CGROUP_SKB && p.funcs != nil {
		p.line("r0 &= 1")
	}
	p.line("exit")
}

// drawLiveProg draws a program of a type.
func drawLiveProg(rng *rand.Rand, typ abi.ProgType, fds []int32) []insn.Insn {
	funcs := []string{}
	labels := 0
	p := &liveProg{Rand: rng, text: &strings.Builder{}, labels: &labels, funcs: &funcs, typ: typ, fds: fds, ctx: true, kept: 1 << 6}
	p.line("r6 = r1")
	p.block(3 + p.IntN(14))
	p.digest()
	text := p.text.String() + strings.Join(funcs, "\n")
	program, err := insn.Assemble(text)
	if err != nil {
		panic("BUG: " + err.Error() + " in:\n" + text)
	}
	return program.Insns
}

// spoil changes one field of one instruction, or copies, removes or swaps instructions.
func spoil(rng *rand.Rand, insns []insn.Insn) []insn.Insn {
	i := rng.IntN(len(insns))
	x := &insns[i]
	switch rng.IntN(12) {
	case 0:
		x.Dst = uint8(rng.IntN(12))
	case 1:
		x.Src = uint8(rng.IntN(12))
	case 2:
		x.Off += int16(rng.IntN(17) - 8)
	case 3:
		x.Off = int16(rng.Uint32())
	case 4:
		x.Imm = []int32{0, 1, -1, 8, 16, 64, 1 << 20, -1 << 31}[rng.IntN(8)]
	case 5:
		x.Imm = int32(rng.IntN(230))
	case 6:
		x.Code ^= 1 << rng.IntN(8)
	case 7:
		x.Code = uint8(rng.Uint32())
	case 8:
		insns = append(insns[:i], insns[i+1:]...)
	case 9:
		insns = append(insns[:i+1], insns[i:]...)
	case 10:
		j := rng.IntN(len(insns))
		insns[i], insns[j] = insns[j], insns[i]
	case 11:
		x.Dst, x.Src = x.Src, x.Dst
	}
	return insns
}
