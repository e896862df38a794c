package core_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// FuzzBpf passes any bytes to bpf(). Nothing may panic, and a failed call must not change visible state.
func FuzzBpf(f *testing.F) {
	f.Add(int32(0), uint64(core.ArenaStart), uint32(16), []byte{1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 16})
	f.Add(int32(-1), uint64(0), uint32(0), []byte{})
	f.Add(int32(0), uint64(core.ArenaStart), uint32(1<<32-1), []byte{255})
	f.Fuzz(func(t *testing.T, cmd int32, addr uint64, size uint32, attr []byte) {
		m := core.NewMachine(abi.Seed)
		m.Types = []core.RegisteredType{{Type: 1}, {Type: 2, Refuses: abi.ENOMEM}}
		s, err := history.NewSession(m)
		if err != nil {
			t.Fatal(err)
		}
		before := s.Kernel().View().Hash()
		ret, err := s.Do(core.Bpf(0, abi.Cmd(cmd), addr, size, core.Write{Addr: core.ArenaStart, Bytes: attr[:min(len(attr), core.ArenaPages*core.PAGE_SIZE)]}))
		if err != nil {
			t.Fatal(err)
		}
		if ret < 0 && s.Kernel().View().Hash() != before {
			t.Fatalf("a call that failed with %d changed the kernel", ret)
		}
		if _, refused := s.Trace(1).Refusal(); refused != (ret < 0) {
			t.Fatalf("result %d without a failed check", ret)
		}
	})
}
