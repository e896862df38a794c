package paste

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// Text is a pasted text as the calls that it tells of. Every line of it is either in a call, or in Unread.
type Text struct {
	Format  string        // as shown to a person: "strace 5.x to 6.x", "syzkaller program", "C reproducer", "recording", …
	Kernel  string        // of a recording: what its kernel line names; "" elsewhere
	Machine *core.Machine // what a recording or a link says that the calls ran on; nil elsewhere
	Calls   []Call        // in the order in which the kernel saw them
	Unread  []Note        // what was not understood
	Notes   []Note        // what was assumed: "the size was left out, the end of the last field is taken"
	Bytes   bool          // it is bytes alone: every record is taken for the attr of a BPF_MAP_CREATE
}

// Call is one system call as a text tells it. What the text does not tell has its zero value; Lost says what was there
// and cannot be known.
type Call struct {
	Line    int      // where it begins, from 1
	Lines   int      // how many lines of the text belong to it; the second half of an unfinished call is not counted
	Resumed int      // the line of that second half, which ends the call; 0 where it has none
	Pid     int      // as the text names the process; 0 where it names none
	Name    string   // of the system call: "bpf", "close", "dup2", "clone", "openat"
	Cmd     abi.Cmd  // of bpf
	Attr    []byte   // of bpf: Size bytes, fewer where the others are not set, more where the text tells bytes behind them; nil where an earlier call set it, or only the address is told
	Addr    uint64   // of bpf: where the attr lies, where the text tells it
	Size    uint32   // of bpf
	Args    []int64  // of all others: the numbers among the arguments, structs opened, in the order of the kernel's arguments
	Path    string   // of pin, get, openat: the path
	Ret     *int64   // minus the error number where refused; nil where the text tells no result
	Memory  []Memory // what the text shows of the task's memory before the call
	Wrote   []Memory // and of what the call wrote to it
	Refs    []Ref    // numbers that are the results of earlier calls
	Unshown *int     // of bpf: the offset after which some bytes of Attr are set that the text does not show; nil if none
	Lost    []string // "bytes behind offset 72 that are not zero"
}

// Note is one thing that was left out or assumed while reading.
type Note struct {
	Line      int // from 1
	Text, Why string
}

// Memory is a piece of a task's memory that a text shows.
type Memory struct {
	Field *abi.Field // the pointer of the attr that leads to it, or the field of the attr itself; nil where Addr says where it lies
	Addr  uint64
	Bytes []byte
}

// Ref is a number in a call for which the result of an earlier call is to be put, as r0 of a syzkaller program. The
// result of a call that failed is -1.
type Ref struct {
	Call int    // whose result: its place in Text.Calls
	From uint64 // the address where that call wrote the number, four bytes; 0 where it is what the call returned
	Div  uint64 // what the number is divided by; 0 for nothing
	Add  uint64 // and what is added then
	In   RefIn  // where it goes
	Nr   int    // of RefArg: which argument; of RefMemory: which piece of Memory
	At   int    // of RefAttr and RefMemory: the offset; four bytes are written there
}

// RefIn says in which part of a call a Ref lies.
type RefIn uint8

const (
	RefAttr RefIn = iota
	RefArg
	RefMemory
)

// Write is a piece of memory whose address is known, as a history has it.
func (m Memory) Write() core.Write { return core.Write{Addr: m.Addr, Bytes: m.Bytes} }

// wroteNumber is what the text shows that the kernel wrote into a field of the attr.
func (c *Call) WroteNumber(f *abi.Field) (uint64, bool) {
	for _, w := range c.Wrote {
		if w.Field == f && len(w.Bytes) > 0 {
			return f.Value(append(make([]byte, f.Offset), w.Bytes...)), true
		}
	}
	return 0, false
}

// wroteInfo is the struct bpf_map_info that the text shows, nil where it shows none.
func (c *Call) WroteInfo() []byte {
	for _, w := range c.Wrote {
		if w.Field == &abi.InfoPointer {
			return w.Bytes
		}
	}
	return nil
}

// forks are the calls that return the number of a new process.
var Forks = map[string]bool{"fork": true, "vfork": true, "clone": true, "clone2": true, "clone3": true}
