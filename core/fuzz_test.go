package core_test

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
	"bpfplay/core/recording"
)

// FuzzBpf gives any bytes to bpf(): no panic, and a refused call changes nothing that can be seen.
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
			t.Fatalf("a call that was refused with %d changed the kernel", ret)
		}
		if _, refused := s.Trace(1).Refusal(); refused != (ret < 0) {
			t.Fatalf("answer %d without its check", ret)
		}
	})
}

// FuzzLink opens any text as a link: no panic, and what opens can be shared again.
func FuzzLink(f *testing.F) {
	f.Add("v1/k=seed/types=1,2.enomem/create(hash,4,8,16)/fork(1)/t1.close(3)/at=2.1")
	f.Add("v1~AAAA/z=AAAA")
	f.Add("v1/k=seed/w(10000000,0100)/bpf(0,10000000,16)/dup3(3,5,524288)")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := link.ParseLink(text)
		if err != nil {
			return
		}
		again, err := link.ParseLink(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q opened, but its own link %q did not: %v", text, l.String(), err)
		}
	})
}

// FuzzReplay answers any text as a recording: no panic, and its answers are a recording again.
func FuzzReplay(f *testing.F) {
	f.Add("kernel seed\nscenario a types=1\nw 10000000 01000000\nbpf 0 10000000 16\nfork 1\n@1 close 3\nwork\nend\n")
	f.Add("kernel 6.12\nscenario a\nbpf 5 0 0 = -1\nend")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 || strings.Count(text, "fork") > 64 {
			return // forks copy memory: many of them are slow, not wrong
		}
		once := recording.Replay(text)
		if twice := recording.Replay(once); !strings.HasPrefix(once, "? ") && !strings.Contains(once, "\n? ") && twice != once {
			t.Fatalf("replayed again it says otherwise:\n%s\n%s", once, twice)
		}
	})
}
