//go:build linux && amd64

package core

import "bpfplay/core/abi"

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
	cls := p.ctx && (p.typ == abi.BPF_PROG_TYPE_SCHED_CLS || p.typ == abi.BPF_PROG_TYPE_SCHED_ACT)
	switch n := p.IntN(8); {
	case n == 0 && skb:
		p.line("r1 = r6\nr2 = %d\nr3 = r10\nr3 += %d\nr4 = %s\ncall bpf_skb_load_bytes", p.IntN(70), at, p.one("1", "4", "8"))
	case n == 1 && cls:
		p.line("r1 = r6\nr2 = %d\nr3 = r10\nr3 += %d\nr4 = %s\nr5 = %s\ncall bpf_skb_store_bytes", p.IntN(64), at, p.one("1", "4", "8"), p.one("0", "1", "2", "3", "4"))
	case n == 4 && cls:
		p.line("r4 = %s\nr3 = %s\nr1 = r6\nr2 = %d\nr5 = %s\ncall bpf_l3_csum_replace", p.operand("r"), p.one("0", p.operand("r")), p.IntN(70), p.one("0", "2", "4", "6", "16"))
	case n == 5 && cls:
		size, flags := p.one("0", "2", "4", "3"), []int{0, 0, 0x10, 0x20, 0x60, 0x30, 0x80, 0x90, 0x100}[p.IntN(9)]
		p.line("r4 = %s\nr3 = %s\nr1 = r6\nr2 = %d\nr5 = %s\nr5 |= %d\ncall bpf_l4_csum_replace", p.operand("r"), p.one("0", p.operand("r")), p.IntN(70), size, flags)
	case n == 6 && (cls || skb && p.typ == abi.BPF_PROG_TYPE_CGROUP_SKB):
		p.line("r1 = r6\nr2 = %s\ncall bpf_skb_pull_data", p.one("0", "1", "14", "40", "64", "400", "-1"))
	case n == 7 && cls:
		p.line("r5 = %s\nr1 = r10\nr1 += %d\nr2 = %s\nr3 = r10\nr3 += %[2]d\nr4 = %s\ncall bpf_csum_diff", p.operand("r"), at, p.one("0", "4", "8"), p.one("0", "4", "8"))
	case n == 6 && p.ctx && p.typ == abi.BPF_PROG_TYPE_XDP:
		p.line("r1 = r6\nr2 = %d\ncall bpf_xdp_adjust_meta", 4*p.IntN(80)-200+p.IntN(2)*p.IntN(4))
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

// context gives a run a context: a struct __sk_buff or xdp_md with some random fields, and memory for the one after the run.
func (l *liveProgs) context(a *abi.Attr, typ abi.ProgType, data int) {
	ctx := make([]byte, []int{192, 192, 64, 100, 200}[l.rng.IntN(5)])
	fields := []int{8, 32, 36, 48, 52, 60, 64, 152, 160, 164, 168, 176} // mark, priority, ifindexes, cb, timestamps, wire_len, segments
	if typ == abi.BPF_PROG_TYPE_XDP {
		ctx = make([]byte, []int{24, 24, 12, 20, 28}[l.rng.IntN(5)])
		meta := []int{0, 0, 4, 8, 32, 3, 36}[l.rng.IntN(7)]
		putU32s(ctx[:12], uint32(meta), uint32(data-l.rng.IntN(2)*l.rng.IntN(2)), uint32(l.rng.IntN(20)/19))
		fields = []int{12, 16, 20}
	}
	for range l.rng.IntN(3) {
		if at := fields[l.rng.IntN(len(fields))]; at+4 <= len(ctx) {
			putU32s(ctx[at:], uint32(l.rng.IntN(3)))
		}
	}
	a.PutU32(&abi.TestCtxSizeIn, uint32(len(ctx)))
	abi.TestCtxIn.Put(a[:], liveProgCtxAt)
	a.PutU32(&abi.TestCtxSizeOut, uint32(l.rng.IntN(220)))
	abi.TestCtxOut.Put(a[:], liveProgCtxOut)
	l.poke(liveProgCtxAt, append(ctx, make([]byte, 0x400-len(ctx))...))
}
