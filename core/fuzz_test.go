package core_test

import (
	"encoding/binary"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// FuzzBpf makes a history of any calls on any release. Nothing may panic, a call that fails has a failed check, and the
// history can be made again with the same results.
//
// Each call begins with four bytes: the kind of call, a number that selects its command or its descriptor, the length of its
// attr, and its task. The attr follows.
func FuzzBpf(f *testing.F) {
	create := func(typ byte) []byte {
		return []byte{0, 0, 16, 0, typ, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0}
	}
	elem := func(cmd byte) []byte {
		return append([]byte{0, cmd, 32, 0, 3, 0, 0, 0, 0, 0, 0, 0}, 0, 1, 0, 0x10, 0, 0, 0, 0, 0, 2, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	for release := range core.Releases {
		for _, typ := range []byte{1, 2, 5, 9, 22, 27} {
			f.Add(uint8(release), append(append(append(create(typ), elem(2)...), elem(1)...), elem(4)...))
		}
	}
	f.Add(uint8(0), []byte{1, 0, 0, 0, 2, 3, 0, 1, 3, 3, 0, 0, 4, 0, 0, 1})
	f.Fuzz(func(t *testing.T, release uint8, text []byte) {
		m := core.NewMachine(core.Releases[int(release)%len(core.Releases)].Release)
		if m.Release == abi.Seed {
			m.Types = []core.RegisteredType{{Type: 1}, {Type: 2, Refuses: abi.ENOMEM}}
		}
		s, err := history.NewSession(m)
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; len(text) >= 4 && n <= fuzzCalls; {
			var c core.Call
			if c, text = fuzzCall(s.Kernel(), text); s.Kernel().Task(c.Task) == nil {
				continue
			}
			ret, err := s.Try(c)
			if err != nil {
				continue // it cannot be made, or takes long
			}
			if _, refused := s.Trace(n).Refusal(); refused != (ret < 0 && ret != core.NotEmulated) {
				t.Fatalf("%s: call %d, %+v: result %d, refused %v", m.Release, n, c, ret, refused)
			}
			n++
		}
		again, err := history.With(m, s.Calls())
		if err != nil || again.Kernel().View().Hash() != s.Kernel().View().Hash() {
			t.Fatalf("%s: the calls lead to another state: %v", m.Release, err)
		}
	})
}

// fuzzCalls is the most calls of a fuzzed history.
const fuzzCalls = 40

// fuzzCall takes a call from text.
func fuzzCall(k *core.Kernel, text []byte) (core.Call, []byte) {
	kind, nr, size, task := text[0], text[1], int(text[2])&127, int(text[3])&3
	text = text[4:]
	fd := core.Args{uint64(nr & 15)}
	switch kind % 8 {
	case 1:
		return core.Call{Task: task, Op: core.OpFork, Args: core.Args{uint64(k.FreeTask())}}, text
	case 2:
		return core.Call{Task: task, Op: core.OpClose, Args: fd}, text
	case 3:
		return core.Call{Task: task, Op: core.OpDup, Args: fd}, text
	case 4:
		return core.Call{Task: task, Op: core.OpExit}, text
	case 5:
		return core.Call{Op: core.OpWork}, text
	case 6: // a path, a key or a value at one of the addresses that attrs use
		at := core.ArenaStart + 0x100*(1+uint64(nr&3))
		b := text[:min(size, len(text))]
		return core.Call{Task: task, Op: core.OpWork, Writes: []core.Write{{Addr: at, Bytes: b}}}, text[len(b):]
	}
	attr := text[:min(size, len(text))]
	text = text[len(attr):]
	for at := 0; at+8 <= len(attr); at += 8 { // half of the pointers lead to memory
		if v := binary.LittleEndian.Uint64(attr[at:]); kind&64 != 0 && v>>32 != 0 {
			attr = append([]byte{}, attr...)
			binary.LittleEndian.PutUint64(attr[at:], core.ArenaStart+v&0x7f8)
		}
	}
	return core.Bpf(task, abi.Cmd(nr%40), core.ArenaStart, uint32(size), core.Write{Addr: core.ArenaStart, Bytes: attr}), text
}
