package core

import (
	"slices"

	"bpfplay/core/insn"
	"bpfplay/core/interp"
)

// progRuns is what runs of programs share.
type progRuns struct {
	space   interp.Space
	idle    []*interp.Machine // of finished runs
	console []string          // lines of bpf_trace_printk
	random  uint32            // state of bpf_get_prandom_u32
	clock   uint64            // nanoseconds of bpf_ktime_get_ns
	holds   bool              // the next run is to be held before its first instruction
	held    []*testCall       // runs between two instructions, oldest first
	cpu     int               // on which runs begin
	current *testCall         // the run of the call under way; nil for none
}

// progRun is one run of a program: what its helper functions work on.
type progRun struct {
	k       *Kernel
	task    *Task
	machine *interp.Machine
	packet  uint64   // address of the packet's region; 0 without
	ctx     uint64   // address of the context's region; 0 without
	skb     *skBuff  // nil for programs without
	xdp     *xdpBuff // nil for programs without
	keys    uint64   // address of the keys that callbacks get; 0 before the first
	keyRoom []byte   // those keys, of nested walks one after the other
	used    int      // bytes of keyRoom in use
}

// startRun returns a run of p by t on a CPU. Its machine is ready except for r1.
func (k *Kernel) startRun(t *Task, cpu int) *progRun {
	r := &progRun{k: k, task: t}
	if n := len(k.runs.idle); n > 0 {
		r.machine = k.runs.idle[n-1]
		k.runs.idle = k.runs.idle[:n-1]
	} else {
		r.machine = interp.New(&k.runs.space, progHelpers[:])
	}
	r.machine.CPU, r.machine.Env, r.machine.Packet = cpu, r, nil
	return r
}

// freeRun removes the memory of a run.
func (k *Kernel) freeRun(r *progRun) {
	k.freeAddr(r.packet)
	k.freeAddr(r.ctx)
	k.freeAddr(r.keys)
	r.machine.Env, r.machine.Packet = nil, nil
	k.runs.idle = append(k.runs.idle, r.machine)
}

// freeAddr removes the region at addr, unless that is 0.
func (k *Kernel) freeAddr(addr uint64) {
	if addr != 0 {
		k.runs.space.Remove(addr)
	}
}

// Console returns the lines that programs printed with bpf_trace_printk, oldest first.
func (k *Kernel) Console() []string { return k.runs.console }

// programOf returns the program in the form that runs, with the addresses of its maps.
func (k *Kernel) programOf(p *Prog) *interp.Program {
	if p.code != nil {
		return p.code
	}
	insns := slices.Clone(p.Insns)
	for i := range insns {
		in := &insns[i]
		if !in.IsLoadImm64() || in.Src != insn.BPF_PSEUDO_MAP_FD && in.Src != insn.BPF_PSEUDO_MAP_VALUE {
			continue
		}
		m := p.usedMaps[in.Imm]
		addr := k.mapAddr(m)
		if in.Src == insn.BPF_PSEUDO_MAP_VALUE {
			addr = m.elemAddr(0, 0) + uint64(uint32(insns[i+1].Imm))
		}
		in.Src, in.Imm, insns[i+1].Imm = 0, int32(addr), int32(addr>>32)
	}
	code, err := interp.NewProgram(insns, p)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	for _, n := range p.keptHalves {
		code.KeepHalf(n)
	}
	p.code = code
	return code
}
