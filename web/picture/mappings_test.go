package picture

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// TestAMappingHoldsTheFile closes the descriptor of a mapped array: the memory still holds the file, and with it the map,
// until the button unmaps it.
func TestAMappingHoldsTheFile(t *testing.T) {
	s, err := history.NewSession(core.NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	run := func(c core.Call) uint64 {
		t.Helper()
		ret, err := s.Run(c)
		if err != nil || ret < 0 {
			t.Fatalf("%s returns %d (%v)", c.String(), ret, err)
		}
		return uint64(ret)
	}
	attr := abi.MapFlagsField.Put(nil, abi.BPF_F_MMAPABLE)
	for _, f := range []*abi.Field{&abi.KeySize, &abi.ValueSize, &abi.MaxEntries} {
		attr = f.Put(attr, 4)
	}
	fd := run(bpfCall(0, abi.BPF_MAP_CREATE, abi.MapTypeField.Put(attr, uint64(abi.BPF_MAP_TYPE_ARRAY))))
	addr := run(core.Call{Op: core.OpMmap, Args: core.Args{0, core.PAGE_SIZE, core.PROT_READ | core.PROT_WRITE, core.MAP_SHARED, fd, 0}})
	draw := func() scene {
		return subject{view: s.Kernel().View(), width: testWidth, makesCalls: true}.layOut()
	}
	mapping := "mapping at 0x20000000 of task 0"
	drawn := draw()
	for _, from := range []string{"descriptor 3 of task 0", mapping} {
		if !drawn.joined(from, "file 1") {
			t.Errorf("no arrow from %s to file 1", from)
		}
	}
	run(core.Call{Op: core.OpClose, Args: core.Args{fd}})
	if drawn = draw(); !drawn.joined(mapping, "file 1") || !drawn.joined("file 1", "map 1") {
		t.Error("no arrows from the mapping to file 1 and map 1")
	}
	want := "It has 4096 bytes at 0x20000000, PROT_READ|PROT_WRITE, mapped from file 1 of map 1"
	if words := Words(s.Kernel().View()); !strings.Contains(words, want) || strings.Contains(words, "has no file") {
		t.Errorf("the words lack %q:\n%s", want, words)
	}
	var buttons []string
	for _, group := range drawn.buttons {
		for _, b := range group {
			buttons = append(buttons, b.name)
		}
	}
	if !slices.Contains(buttons, "Unmap 0x20000000 of task 0") {
		t.Errorf("no button unmaps: %q", buttons)
	}
	run(core.Call{Op: core.OpMunmap, Args: core.Args{addr, core.PAGE_SIZE}})
	if drawn = draw(); drawn.joined(mapping, "file 1") {
		t.Error("the arrow of the mapping remains after munmap")
	}
}
