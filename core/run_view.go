package core

import (
	"slices"

	"bpfplay/core/insn"
	"bpfplay/core/interp"
)

// RunView is a run of a program between two instructions.
type RunView struct {
	Task     int         `json:"task"`
	CPU      int         `json:"cpu"`
	Prog     int         `json:"prog"`    // number of the program that was started
	Running  int         `json:"running"` // number of the program that runs, after tail calls
	Held     bool        `json:"held"`    // false for the call under way
	Insn     int         `json:"insn"`    // index of the next instruction
	Steps    uint64      `json:"steps"`   // instructions that ran
	Depth    int         `json:"depth"`   // active functions
	Returned bool        `json:"returned,omitempty"`
	Waits    bool        `json:"waits,omitempty"` // for a lock
	Fault    string      `json:"fault,omitempty"` // why the next instruction cannot run
	Regs     [11]RegView `json:"regs"`
	Stack    []byte      `json:"-"` // of the running function, lowest address first
	Insns    []insn.Insn `json:"-"` // of the running program. It must not be changed.
	Maps     []int       `json:"-"` // the maps of the running program, as its instructions number them
	Recent   []Executed  `json:"-"` // the last instructions, oldest first
}

// RegKind is the kind of target of a register.
type RegKind uint8

// The kinds of registers.
const (
	RegScalar RegKind = iota
	RegStack          // the stack; Off is relative to the frame pointer
	RegCtx            // the context
	RegPacket         // the packet
	RegMap            // a map itself
	RegElem           // the value of an element of a map
	RegRing           // a record of a ring buffer
	RegFunc           // a function; Off is the index of its first instruction
	RegMemory         // other memory
)

// RegView is a register.
type RegView struct {
	Value uint64  `json:"value"`
	Kind  RegKind `json:"kind"`
	Map   int     `json:"map,omitempty"`
	Elem  uint32  `json:"elem,omitempty"` // number of the element, as in [Element]
	CPU   int     `json:"cpu,omitempty"`  // of a value of a per-CPU map
	Off   int64   `json:"off,omitempty"`  // bytes from the start of the target of the register
	Bytes []byte  `json:"-"`              // the first bytes at the address
}

// regBytes is how many bytes at its address a RegView of a pointer has.
const regBytes = 8

// runViews returns the held runs, then the run of the call under way.
func (k *Kernel) runViews() (views []RunView) {
	for _, t := range k.runs.held {
		views = append(views, k.runView(t, true))
	}
	if t := k.runs.current; t != nil {
		views = append(views, k.runView(t, false))
	}
	return views
}

func (k *Kernel) runView(t *testCall, held bool) RunView {
	m, p := t.run.machine, t.running()
	v := RunView{
		Task: t.task.Nr, CPU: m.CPU, Prog: t.prog.Nr, Running: p.Nr, Held: held, Insn: m.PC, Steps: t.ran(), Depth: m.Depth,
		Returned: t.rounds == 0, Waits: m.Waiting, Fault: faultOf(m), Stack: slices.Clone(m.FrameStack(max(m.Depth, 1) - 1)),
		Insns: p.Insns, Recent: t.lastKept(),
	}
	for _, used := range p.usedMaps {
		v.Maps = append(v.Maps, used.Nr)
	}
	for i := range v.Regs {
		v.Regs[i] = t.run.regView(m.Regs[i])
		if v.Regs[i].Kind != RegScalar {
			v.Regs[i].Bytes = slices.Clone(t.run.bytesAt(m.Regs[i]))
		}
	}
	return v
}

// regView returns the memory that a value refers to: addresses differ from all other values by their upper half.
func (r *progRun) regView(value uint64) RegView {
	m := r.machine
	v := RegView{Value: value, Off: int64(uint32(value))}
	region := value &^ (1<<32 - 1)
	mem := m.Space.At(value)
	switch {
	case region == interp.FuncAddr(0):
		v.Kind = RegFunc
		return v
	case region == m.StackAddr:
		v.Kind, v.Off = RegStack, int64(value-m.Regs[10])
	case region == r.ctx && r.ctx != 0:
		v.Kind = RegCtx
	case region == r.packet && r.packet != 0:
		v.Kind = RegPacket
	default:
		switch mem := mem.(type) {
		case *mapObject:
			v.Kind, v.Map = RegMap, mem.Nr
		case *mapValues:
			off := value - mem.m.values
			v.Kind, v.Map, v.Elem = RegElem, mem.m.Nr, uint32(off/mem.m.elemStride)
			v.CPU, v.Off = int(off%mem.m.elemStride/mem.stride), int64(off%mem.stride)
		case *bpfRingbuf:
			v.Kind = RegRing
		default:
			v.Off = 0
			if m.Space.Bytes(value, 1) == nil {
				return v
			}
			v.Kind, v.Off = RegMemory, int64(uint32(value))
		}
	}
	return v
}

// bytesAt returns the first bytes at an address, as many as the memory has.
func (r *progRun) bytesAt(addr uint64) []byte {
	for n := regBytes; n > 0; n /= 2 {
		if b := r.machine.Space.Bytes(addr, n); b != nil {
			return b
		}
	}
	return nil
}
