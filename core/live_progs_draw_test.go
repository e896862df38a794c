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

func (p *liveProg) arithmetic() {
	w, d := p.word(), p.target(true)
	switch op := p.one("+", "-", "*", "/", "|", "&", "<<", ">>", "%", "^", "s>>", "neg", "s/", "s%"); op {
	case "neg":
		p.line("%s%d = -%[1]s%[2]d", w, d)
	case "<<", ">>", "s>>":
		if p.chance(60) {
			p.line("%s%d %s= %d", w, d, op, p.IntN(map[string]int{"r": 64, "w": 32}[w]))
			return
		}
		p.line("%s%d %s= %s%d", w, d, op, w, p.number())
	case "/", "%", "s/", "s%":
		if p.chance(40) {
			p.line("%s%d %s= %d", w, d, op, p.imm()|1)
			return
		}
		p.line("%s%d %s= %s%d", w, d, op, w, p.number())
	default:
		p.line("%s%d %s= %s", w, d, op, p.operand(w))
	}
}

func (p *liveProg) swap() {
	d := p.target(true)
	p.line("r%d = %s%s r%[1]d", d, p.one("be", "le", "bswap"), p.one("16", "32", "64"))
}

func (p *liveProg) move() {
	s := p.number()
	d := p.target(false)
	switch p.IntN(4) {
	case 0:
		p.line("r%d = (%s)r%d", d, p.one("s8", "s16", "s32"), s)
	case 1:
		p.line("w%d = (%s)w%d", d, p.one("s8", "s16"), s)
	case 2:
		p.line("w%d = w%d", d, s)
	default:
		p.line("r%d = %d ll", d, int64(p.Uint64()))
	}
}

// access draws a size and an aligned offset inside n bytes.
func (p *liveProg) access(n int) (size string, off int) {
	for {
		i := p.IntN(4)
		if width := 1 << i; width <= n {
			return []string{"8", "16", "32", "64"}[i], p.IntN(n/width) * width
		}
	}
}

func (p *liveProg) stack() {
	at := p.slot()
	size, off := p.access(8)
	switch p.IntN(5) {
	case 0:
		p.line("*(u%s *)(r10 %+d) = r%d", size, at+off, p.number())
	case 1:
		p.line("*(u%s *)(r10 %+d) = %d", size, at+off, p.imm())
	case 2:
		if size != "64" {
			p.line("r%d = *(s%s *)(r10 %+d)", p.target(false), size, at+off)
			return
		}
		fallthrough
	default:
		p.line("r%d = *(u%s *)(r10 %+d)", p.target(false), size, at+off)
	}
}

// atomicAt draws an atomic operation at off from a register, inside eight bytes.
func (p *liveProg) atomicAt(base string, off int) {
	s := p.target(true)
	w, size := "r", "64"
	if p.chance(40) {
		w, size, off = "w", "32", off+4*p.IntN(2)
	}
	switch p.IntN(6) {
	case 0, 1:
		p.line("lock *(u%s *)(%s %+d) %s= %s%d", size, base, off, p.one("+", "|", "&", "^"), w, s)
	case 2, 3:
		name := map[string]string{"r": "atomic64", "w": "atomic"}[w]
		p.line("%s%d = %s_fetch_%s((u%s *)(%s %+d), %[1]s%[2]d)", w, s, name, p.one("add", "or", "and", "xor"), size, base, off)
	case 4:
		p.line("%s%d = xchg%s(%s %+d, %[1]s%[2]d)", w, s, map[string]string{"r": "_64", "w": "32_32"}[w], base, off)
	case 5:
		if base == "r0" || p.regs&1 == 0 || p.kept&1 != 0 {
			return
		}
		p.line("%s0 = cmpxchg%s(%s %+d, %[1]s0, %[1]s%[5]d)", w, map[string]string{"r": "_64", "w": "32_32"}[w], base, off, s)
	}
}

func (p *liveProg) atomic() { p.atomicAt("r10", p.slot()) }

// inside draws f on a copy of the state, and keeps what is set on both paths.
func (p *liveProg) inside(f func(*liveProg)) {
	q := *p
	q.depth++
	f(&q)
	p.regs &= q.regs
	p.slots &= q.slots
}

func (p *liveProg) branch() {
	if p.depth > 2 {
		p.arithmetic()
		return
	}
	w := p.word()
	a, end := p.number(), p.label()
	p.line("if %s%d %s %s goto %s", w, a, p.one("==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"), p.operand(w), end)
	p.inside(func(q *liveProg) { q.block(1 + q.IntN(3)) })
	p.line("%s:", end)
}

func (p *liveProg) loop() {
	if p.depth > 0 {
		p.arithmetic()
		return
	}
	r, again := p.target(false), p.label()
	p.line("r%d = %d", r, 1+p.IntN(6))
	p.kept |= 1 << r
	p.inside(func(q *liveProg) {
		q.line("%s:", again)
		q.depth += 2
		for range 1 + q.IntN(3) {
			[]func(*liveProg){(*liveProg).arithmetic, (*liveProg).move, (*liveProg).stack, (*liveProg).atomic}[q.IntN(4)](q)
		}
	})
	p.kept &^= 1 << r
	p.line("r%d += -1", r)
	p.line("if r%d %s 0 goto %s", r, p.one("!=", "s>", ">"), again)
}

// called marks the registers that a call clobbers.
func (p *liveProg) called() { p.regs = p.regs&^0x3f | 1 }

func (p *liveProg) function() {
	if p.funcs == nil || len(*p.funcs) > 3 || p.kept&0x3f != 0 {
		p.arithmetic()
		return
	}
	for r := 1; r <= 5; r++ {
		if p.regs>>r&1 == 0 {
			p.line("r%d = %d", r, p.imm())
		}
	}
	name := fmt.Sprintf("f%d", len(*p.funcs))
	*p.funcs = append(*p.funcs, "")
	f := &liveProg{Rand: p.Rand, text: &strings.Builder{}, labels: p.labels, typ: p.typ, fds: p.fds, regs: 0x3e}
	f.line("%s:", name)
	f.block(2 + f.IntN(4))
	f.digest()
	(*p.funcs)[len(*p.funcs)-1] = f.text.String()
	p.line("call %s", name)
	p.called()
}

// key writes a key of four bytes below the slots, and puts its address into r2.
func (p *liveProg) key(n int) {
	p.line("*(u32 *)(r10 - 72) = %d", p.IntN(n))
	p.line("r2 = r10")
	p.line("r2 += -72")
}

func (p *liveProg) fd(m int) int32 { return p.fds[m] }

// useValue accesses the value of n bytes that r0 points to.
func (p *liveProg) useValue(n int) {
	kept := p.kept
	p.kept |= 1
	p.regs &^= 1
	for range 1 + p.IntN(3) {
		size, off := p.access(n)
		switch p.IntN(4) {
		case 0:
			p.line("*(u%s *)(r0 %+d) = r%d", size, off, p.number())
		case 1:
			p.atomicAt("r0", off/8*8)
		default:
			p.line("r%d = *(u%s *)(r0 %+d)", p.target(false), size, off)
		}
	}
	p.kept = kept
}

func (p *liveProg) busy() bool { return p.kept&0x3f != 0 || p.depth > 2 }

func (p *liveProg) lookup() {
	if p.busy() {
		p.arithmetic()
		return
	}
	m := []int{0, 0, 1, 1, 3, 6}[p.IntN(6)]
	p.key(int(liveProgMaps[m].max) + 1)
	p.line("r1 = map_fd %d", p.fd(m))
	p.line("call bpf_map_lookup_elem")
	p.called()
	p.regs &^= 1
	end := p.label()
	p.line("if r0 == 0 goto %s", end)
	p.inside(func(q *liveProg) { q.useValue(int(liveProgMaps[m].value)) })
	p.line("%s:", end)
	p.line("r0 = 0")
	p.regs |= 1
}

func (p *liveProg) update() {
	if p.busy() {
		p.arithmetic()
		return
	}
	m := []int{0, 1, 1, 3, 6}[p.IntN(5)]
	if p.chance(30) {
		p.key(int(liveProgMaps[m].max) + 1)
		p.line("r1 = map_fd %d\ncall bpf_map_delete_elem", p.fd(m))
		p.called()
		return
	}
	at := p.slot()
	switch wide := liveProgMaps[m].value > 8; {
	case wide && at == -8:
		p.line("*(u64 *)(r10 - 16) = 1")
		p.slots |= 2
		at = -16
	case wide:
		p.line("*(u64 *)(r10 %+d) = 3", at+8)
		p.slots |= 1 << (-at/8 - 2)
	}
	p.key(int(liveProgMaps[m].max) + 1)
	p.line("r3 = r10\nr3 += %d\nr4 = %d\nr1 = map_fd %d\ncall bpf_map_update_elem", at, []int{0, 0, 0, 1, 2, 3}[p.IntN(6)], p.fd(m))
	p.called()
}

func (p *liveProg) queue() {
	if p.busy() {
		p.arithmetic()
		return
	}
	at := p.slot()
	p.line("r2 = r10\nr2 += %d\nr3 = %d\nr1 = map_fd %d", at, []int{0, 0, 2, 1}[p.IntN(4)], p.fd([]int{4, 7}[p.IntN(2)]))
	p.line("call bpf_map_%s_elem", p.one("push", "push", "pop", "peek"))
	p.called()
}

func (p *liveProg) ring() {
	if p.busy() {
		p.arithmetic()
		return
	}
	switch at := p.slot(); p.IntN(3) {
	case 0:
		p.line("r2 = r10\nr2 += %d\nr3 = %d\nr4 = %d\nr1 = map_fd %d\ncall bpf_ringbuf_output", at, 1+p.IntN(8), p.IntN(4), p.fd(5))
	case 1:
		end := p.label()
		p.line("r1 = map_fd %d\nr2 = %d\nr3 = 0\ncall bpf_ringbuf_reserve\nif r0 == 0 goto %s", p.fd(5), 8+8*p.IntN(4), end)
		p.line("*(u64 *)(r0 + 0) = %d\nr1 = r0\nr2 = %d\ncall bpf_ringbuf_%s\n%s:\nr0 = 0", p.imm(), p.IntN(3), p.one("submit", "discard"), end)
	case 2:
		p.line("r1 = map_fd %d\nr2 = %d\ncall bpf_ringbuf_query", p.fd(5), p.IntN(5))
	}
	p.called()
}

// direct accesses the value of the array of one element without a lookup.
func (p *liveProg) direct() {
	d := p.target(false)
	p.regs &^= 1 << d
	kept := p.kept
	p.kept |= 1 << d
	p.line("r%d = map_value(%d)+%d", d, p.fd(2), 8*p.IntN(4))
	for range 1 + p.IntN(2) {
		size, off := p.access(32)
		if p.chance(40) {
			p.line("*(u%s *)(r%d %+d) = r%d", size, d, off, p.number())
		} else {
			p.line("r%d = *(u%s *)(r%d %+d)", p.target(false), size, d, off)
		}
	}
	p.kept = kept
}

// context reads and writes fields through r6.
func (p *liveProg) context() {
	if !p.ctx {
		p.arithmetic()
		return
	}
	switch p.typ {
	case abi.BPF_PROG_TYPE_XDP:
		p.line("r%d = *(u32 *)(r6 + %s)", p.target(false), p.one("12", "16"))
	case abi.BPF_PROG_TYPE_SYSCALL:
		size, off := p.access(64)
		if p.chance(40) {
			p.line("*(u%s *)(r6 %+d) = r%d", size, off, p.number())
		} else {
			p.line("r%d = *(u%s *)(r6 %+d)", p.target(false), size, off)
		}
	default:
		if p.chance(30) {
			p.line("*(u32 *)(r6 + %s) = r%d", p.one("48", "52", "56", "60", "64"), p.number())
			return
		}
		p.line("r%d = *(u32 *)(r6 + %s)", p.target(false), p.one("0", "4", "8", "12", "16", "20", "24", "28", "32", "36", "40", "48", "52", "64"))
	}
}

// packet accesses the packet directly, after a comparison with its end.
func (p *liveProg) packet() {
	start, end := 76, 80
	switch p.typ {
	case abi.BPF_PROG_TYPE_XDP:
		start, end = 0, 4
	case abi.BPF_PROG_TYPE_SOCKET_FILTER, abi.BPF_PROG_TYPE_SYSCALL:
		p.arithmetic()
		return
	}
	if !p.ctx || p.kept&0x18c != 0 {
		p.arithmetic()
		return
	}
	n, out := []int{14, 14, 34, 42, 64, 80}[p.IntN(6)], p.label()
	p.line("r7 = *(u32 *)(r6 + %d)\nr8 = *(u32 *)(r6 + %d)\nr2 = r7\nr2 += %d\nif r2 > r8 goto %s", start, end, n, out)
	p.regs &^= 1<<2 | 1<<7 | 1<<8
	kept := p.kept
	p.kept |= 1<<7 | 1<<8
	p.inside(func(q *liveProg) {
		for range 1 + q.IntN(4) {
			size, off := q.access(n)
			switch {
			case q.chance(30) && q.typ != abi.BPF_PROG_TYPE_CGROUP_SKB:
				q.line("*(u%s *)(r7 %+d) = r%d", size, off, q.number())
			default:
				q.line("r%d = *(u%s *)(r7 %+d)", q.target(false), size, off)
			}
			q.arithmetic()
		}
	})
	p.kept = kept
	p.line("%s:", out)
}

// helper calls a helper with a result that does not depend on the host.
func (p *liveProg) helper() {
	if p.busy() {
		p.arithmetic()
		return
	}
	at := p.slot()
	skb := p.ctx && p.typ != abi.BPF_PROG_TYPE_XDP && p.typ != abi.BPF_PROG_TYPE_SYSCALL
	switch n := p.IntN(4); {
	case n == 0 && skb:
		p.line("r1 = r6\nr2 = %d\nr3 = r10\nr3 += %d\nr4 = %s\ncall bpf_skb_load_bytes", p.IntN(70), at, p.one("1", "4", "8"))
	case n == 1 && p.ctx && (p.typ == abi.BPF_PROG_TYPE_SCHED_CLS || p.typ == abi.BPF_PROG_TYPE_SCHED_ACT):
		p.line("r1 = r6\nr2 = %d\nr3 = r10\nr3 += %d\nr4 = %s\nr5 = 0\ncall bpf_skb_store_bytes", p.IntN(64), at, p.one("1", "4", "8"))
	case n == 2 && p.ctx && p.typ == abi.BPF_PROG_TYPE_XDP:
		p.line("r1 = r6\nr2 = %d\ncall %s", p.IntN(40)-20, p.one("bpf_xdp_adjust_head", "bpf_xdp_adjust_tail"))
	case n == 3 && p.typ == abi.BPF_PROG_TYPE_SCHED_CLS:
		p.line("r1 = r10\nr1 += %d\nr2 = 8\nr3 = 0\nr4 = 0\nr5 = %d\ncall bpf_csum_diff", at, p.imm())
	case p.typ != abi.BPF_PROG_TYPE_SYSCALL:
		p.line("call bpf_get_smp_processor_id")
	default:
		return
	}
	p.called()
}

// variable reads a value at an offset that only the program's own comparisons bound.
func (p *liveProg) variable() {
	d := p.target(false)
	p.regs &^= 1 << d
	kept := p.kept
	p.kept |= 1 << d
	i, out := p.target(true), p.label()
	p.kept |= 1 << i
	switch p.IntN(3) {
	case 0:
		p.line("r%d &= %s", i, p.one("31", "15", "63", "56"))
	case 1:
		p.line("if r%d > %d goto %s", i, p.IntN(70), out)
	case 2:
		p.line("if r%d s> %d goto %s\nif r%[1]d s< 0 goto %[3]s", i, p.IntN(70), out)
	}
	p.line("r%d = map_value(%d)+0\nr%[1]d += r%[3]d", d, p.fd(2), i)
	p.kept = kept
	p.regs |= 1 << d
	p.line("r%d = *(u8 *)(r%[1]d + 0)", d)
	p.line("%s:\nr%d = 0", out, d)
}

// absolute loads from the packet by offset. Past its end, the program returns 0.
func (p *liveProg) absolute() {
	skb := p.ctx && p.typ != abi.BPF_PROG_TYPE_XDP && p.typ != abi.BPF_PROG_TYPE_SYSCALL
	if !skb || p.busy() || p.typ == abi.BPF_PROG_TYPE_CGROUP_SKB {
		p.arithmetic()
		return
	}
	p.line("r0 = *(u%s *)skb[%d]", p.one("8", "16", "32"), p.IntN(70))
	p.called()
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
