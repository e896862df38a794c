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

// endRun removes the memory of a run.
func (k *Kernel) endRun(r *progRun) {
	for _, addr := range [...]uint64{r.packet, r.ctx, r.keys} {
		if addr != 0 {
			k.runs.space.Remove(addr)
		}
	}
	r.machine.Env, r.machine.Packet = nil, nil
	k.runs.idle = append(k.runs.idle, r.machine)
}

// Console returns the lines that programs printed with bpf_trace_printk, oldest first.
func (k *Kernel) Console() []string { return k.runs.console }

// programOf returns the program in the form that runs, with the addresses of its maps.
func (k *Kernel) programOf(p *Prog) *interp.Program {
	if p.code != nil {
		return p.code
	}
	insns := slices.Clone(p.Insns)
	for _, ref := range p.mapRefs {
		in, second := &insns[ref.insn], &insns[ref.insn+1]
		addr := k.mapAddr(ref.m)
		if in.Src == insn.BPF_PSEUDO_MAP_VALUE || in.Src == insn.BPF_PSEUDO_MAP_IDX_VALUE {
			addr = ref.m.elemAddr(0, 0) + uint64(uint32(second.Imm))
		}
		in.Src, in.Imm, second.Imm = 0, int32(addr), int32(addr>>32)
	}
	code, err := interp.NewProgram(insns, p)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	p.code = code
	return code
}
