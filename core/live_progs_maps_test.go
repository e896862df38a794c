//go:build linux && amd64

package core

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
