package history_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

func TestATracedCallTakesItsDescriptor(t *testing.T) {
	s, err := history.NewSession(core.NewMachine(abi.Newest))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []core.Call{
		{Op: core.OpUnseen, Args: core.Args{5}},
		{Op: core.OpTraced, Args: core.Args{7, core.TracedCloexecFD}, Path: "BPF_PROG_LOAD"},
		{Op: core.OpTraced, Args: core.Args{1<<64 - 22}, Path: "BPF_PROG_LOAD"},
		{Op: core.OpNextID, Args: core.Args{31}},
		core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, 16, core.Write{Addr: core.ArenaStart, Bytes: []byte{1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 16, 0, 0, 0}}),
		{Op: core.OpExec},
	} {
		if _, err := s.Run(c); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int64{2, 7, -22, 0, 5, 0} {
		if _, ret := s.Call(i + 1); ret != want {
			t.Errorf("call %d: result %d, want %d", i+1, ret, want)
		}
	}
	if id := s.Trace(5).View(1 << 20).Maps[0].ID; id != 31 {
		t.Errorf("map ID %d, want 31", id)
	}
	var what []string
	for _, d := range s.Kernel().View().Tasks[0].FDs[3:] {
		what = append(what, d.What)
	}
	if len(what) != 2 || what[0] != core.UnseenFile || what[1] != core.UnseenFile {
		t.Errorf("descriptors from 3 on are %q, want the two unseen files", what)
	}
	if text := s.Trace(2).Sentence(); text == "" {
		t.Error("no sentence about a traced call")
	}
}

func TestALinkCarriesPastedResults(t *testing.T) {
	const text = "v1/k=6.12/create(hash,4,8,16)=3/close(3)=inferred/create(array,8,8,1)=-22/close(4)"
	l, err := link.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	want := []history.Call{{Known: true, Want: 3}, {Inferred: true}, {Known: true, Want: -22}, {}}
	for i, c := range l.Calls {
		if c.Known != want[i].Known || c.Want != want[i].Want || c.Inferred != want[i].Inferred {
			t.Errorf("call %d of %s: %+v", i+1, text, c)
		}
	}
}

func TestElementsAreVisibleWithoutACall(t *testing.T) {
	l, err := link.Parse("v1/k=6.12/create(hash,4,4,2,0)/w(10001000,01000000)/update_elem(3,0x10001000,0x10001000,0)/create(lpm_trie,8,4,4,1)/w(10002000,0800000001000000)/update_elem(4,0x10002000,0x10001000,0)")
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	k := s.Kernel()
	hash, trie := k.Task(0).Files.File(3).Map, k.Task(0).Files.File(4).Map
	one, two := []byte{1, 0, 0, 0}, []byte{2, 0, 0, 0}
	if !k.Holds(hash, one) || k.Holds(hash, two) || k.Count(hash) != 1 {
		t.Error("the hash holds the key 1 and no other")
	}
	if !k.Holds(trie, []byte{8, 0, 0, 0, 1, 0, 0, 0}) || k.Holds(trie, []byte{9, 0, 0, 0, 1, 0, 0, 0}) {
		t.Error("the trie holds the prefix 1/8 and no other")
	}
	if next, ok := k.NextKey(hash, nil); !ok || string(next) != string(one) {
		t.Errorf("the first key of the hash is %x, %v", next, ok)
	}
	if _, ok := k.NextKey(hash, one); ok {
		t.Error("a key follows the only one")
	}
}

func TestAFolderCanBePinnedTo(t *testing.T) {
	l, err := link.Parse("v1/k=6.12/create(hash,4,4,2,0)/folder(2f7379732f66732f6270662f612f62)/w(10001000,2f7379732f66732f6270662f612f622f6d00)/obj_pin(0x10001000,3)")
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	if _, ret := s.Call(3); ret != 0 || !s.Kernel().HasFolder(s.Kernel().Task(0), "/sys/fs/bpf/a/b") || s.Kernel().HasFolder(s.Kernel().Task(0), "/sys/fs/bpf/b") {
		t.Errorf("pinning in the folder: result %d", ret)
	}
}
