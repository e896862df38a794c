package picture

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/insn"

	"pgregory.net/rapid"
)

// loadFor loads a program of two instructions for cgroups.
func loadFor(task int) core.Call {
	p, err := insn.Assemble("r0 = 1\nexit")
	if err != nil {
		panic(err)
	}
	attr := abi.ProgTypeField.Put(nil, uint64(abi.BPF_PROG_TYPE_CGROUP_SKB))
	attr = abi.InsnCnt.Put(attr, uint64(len(p.Insns)))
	attr = abi.License.Put(abi.Insns.Put(attr, pathAt), pathAt+uint64(len(p.Insns)*insn.Size))
	return bpfCall(task, abi.BPF_PROG_LOAD, attr, core.Write{Addr: pathAt, Bytes: append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)})
}

// linkTo attaches a program to a cgroup with a link.
func linkTo(task int, prog, cgroup uint64) core.Call {
	return bpfCall(task, abi.BPF_LINK_CREATE, abi.LinkFlags.Put(abi.LinkTargetFD.Put(abi.LinkProgFD.Put(nil, prog), cgroup), 0))
}

// attachTo attaches a program to a cgroup without a link.
func attachTo(task int, prog, cgroup uint64) core.Call {
	attr := abi.AttachTargetFD.Put(abi.AttachBpfFD.Put(nil, prog), cgroup)
	attr = abi.AttachTypeField.Put(attr, uint64(abi.BPF_CGROUP_INET_EGRESS))
	return bpfCall(task, abi.BPF_PROG_ATTACH, abi.AttachFlagsField.Put(attr, abi.BPF_F_ALLOW_MULTI))
}

// putFD stores a descriptor in element 0 of a map.
func putFD(task int, m, fd uint64) core.Call {
	attr := abi.ElemValue.Put(abi.ElemKey.Put(abi.ElemMapFD.Put(nil, m), keyAt), valueAt)
	value := binary.LittleEndian.AppendUint32(nil, uint32(fd))
	return bpfCall(task, abi.BPF_MAP_UPDATE_ELEM, abi.UpdateFlags.Put(attr, 0), core.Write{Addr: keyAt, Bytes: make([]byte, 4)}, core.Write{Addr: valueAt, Bytes: value})
}

// openEvent opens a perf event for the output of programs on CPU 0.
func openEvent(task int) core.Call {
	attr := make([]byte, 64)
	for at, v := range map[int]uint64{0: 1 | 64<<32, 8: 10, 24: 0x400} {
		binary.LittleEndian.PutUint64(attr[at:], v)
	}
	none := uint64(1<<64 - 1)
	return core.Call{Task: task, Op: core.OpPerfEventOpen, Args: core.Args{attrAt, none, 0, none, 8}, Writes: []core.Write{{Addr: attrAt, Bytes: attr}}}
}

func openCgroup(task int) core.Call {
	return core.Call{Task: task, Op: core.OpOpen, Args: core.Args{core.O_CLOEXEC}, Path: "/sys/fs/cgroup/web"}
}

// objectCalls are random calls on links, cgroups and perf events.
var objectCalls = []func(t *rapid.T, k *core.Kernel, task int) core.Call{
	func(_ *rapid.T, _ *core.Kernel, task int) core.Call { return openCgroup(task) },
	func(_ *rapid.T, _ *core.Kernel, task int) core.Call { return openEvent(task) },
	func(_ *rapid.T, _ *core.Kernel, task int) core.Call { return loadFor(task) },
	func(t *rapid.T, k *core.Kernel, task int) core.Call {
		typ := rapid.SampledFrom([]abi.MapType{abi.BPF_MAP_TYPE_CGROUP_ARRAY, abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY}).Draw(t, "array")
		return createCall(task, typ, 4, 4, 2)
	},
	func(_ *rapid.T, k *core.Kernel, task int) core.Call {
		prog, cgroup := openFD(k, task, isProg), openFD(k, task, isCgroup)
		return linkTo(task, uint64(prog), uint64(cgroup))
	},
	func(_ *rapid.T, k *core.Kernel, task int) core.Call {
		prog, cgroup := openFD(k, task, isProg), openFD(k, task, isCgroup)
		return attachTo(task, uint64(prog), uint64(cgroup))
	},
	func(t *rapid.T, k *core.Kernel, task int) core.Call {
		return putFD(task, randomFD(t, k, task), randomFD(t, k, task))
	},
}

func isProg(f *core.File) bool { return f.Prog != nil }

func isCgroup(f *core.File) bool { _, ok := f.Object.(*core.Cgroup); return ok }

// attachedSession is a history in which a link, a cgroup and a perf event are open: program 3, cgroup 4, link 5, perf array 6,
// event 7, cgroup array 8. The link is pinned.
func attachedSession(t *testing.T) *history.Session {
	t.Helper()
	s, err := history.NewSession(core.NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	pin := bpfCall(0, abi.BPF_OBJ_PIN, abi.ObjFD.Put(abi.Pathname.Put(nil, pathAt), 5), core.Write{Addr: pathAt, Bytes: []byte("/sys/fs/bpf/ingress\x00")})
	for i, c := range []core.Call{
		loadFor(0), openCgroup(0), linkTo(0, 3, 4), createCall(0, abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 2), openEvent(0), putFD(0, 6, 7),
		createCall(0, abi.BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 1), putFD(0, 8, 4), attachTo(0, 3, 4), pin,
	} {
		if ret, err := s.Run(c); err != nil || ret < 0 {
			t.Fatalf("call %d returns %d (%v)", i+1, ret, err)
		}
	}
	return s
}

// joined reports whether an arrow leads from one card to another.
func (s scene) joined(from, to string) bool {
	cards := map[string]box{}
	for _, c := range flat(s.cards) {
		cards[c.noun] = c.box
	}
	a, b := cards[from], cards[to]
	return slices.ContainsFunc(s.wires, func(w wire) bool {
		return w.x1 == a.right() && w.y1 > a.y && w.y1 < a.bottom() && (w.x2 == b.x || w.lane != 0 && w.x2 == b.right()) && w.y2 > b.y && w.y2 < b.bottom()
	})
}

// TestLinksCgroupsAndEventsAreDrawn follows the arrows from descriptors and slots to links, programs, cgroups and events.
func TestLinksCgroupsAndEventsAreDrawn(t *testing.T) {
	s := attachedSession(t)
	v := s.Kernel().View()
	drawn := subject{view: v, width: testWidth}.layOut()
	for _, arrow := range [][2]string{
		{"descriptor 5 of task 0", "file 3"}, {"file 3", "link 1"}, {"pin /sys/fs/bpf/ingress", "link 1"}, {"link 1", "program 1"},
		{"link 1", "cgroup /web/"}, {"cgroup /web/", "program 1"}, {"file 2", "cgroup /web/"}, {"map 1", "perf event 1"}, {"map 2", "cgroup /web/"},
	} {
		if !drawn.joined(arrow[0], arrow[1]) {
			t.Errorf("no arrow from %s to %s", arrow[0], arrow[1])
		}
	}
	words := Words(v)
	for _, want := range []string{
		"Link 1 (cgroup link, cgroup_inet_ingress, refcnt 2, id 1) attaches program 1 to cgroup /web/.",
		"Cgroup /web/ (/sys/fs/cgroup/web) runs program 1 for cgroup_inet_egress.", "Cgroup /web/ is in 1 slot of map 2",
		"Perf event 1 (bpf_output, CPU 0) runs no program.", "Perf event 1 is in 1 slot of map 1",
		"Pin /sys/fs/bpf/ingress (uid 0, mode 0600) refers to link 1.",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the words lack %q:\n%s", want, words)
		}
	}
	before := v.Hash()
	if _ = (subject{view: v, width: minWidth}).layOut(); s.Kernel().View().Hash() != before {
		t.Error("drawing changes the view")
	}
}

// TestAPinnedLinkIsFreedByTheWorker removes the last references to a link: it waits in the work queue until the worker runs.
func TestAPinnedLinkIsFreedByTheWorker(t *testing.T) {
	s := attachedSession(t)
	stage := func(want string) {
		t.Helper()
		found := false
		for _, c := range flat(subject{view: s.Kernel().View(), width: testWidth}.layOut().cards) {
			found = found || c.noun == want
		}
		if !found {
			t.Errorf("%q is not drawn: %+v", want, s.Kernel().View().Work)
		}
	}
	run := func(c core.Call) {
		t.Helper()
		if ret, err := s.Run(c); err != nil || ret < 0 {
			t.Fatalf("%s returns %d (%v)", c.String(), ret, err)
		}
	}
	run(core.Call{Op: core.OpClose, Args: core.Args{5}})
	stage("link 1")
	run(core.Call{Op: core.OpUnlink, Path: "/sys/fs/bpf/ingress"})
	stage("link 1 in the work queue")
	if words := Words(s.Kernel().View()); !strings.Contains(words, "link 1") {
		t.Errorf("the words lack the link: %s", words)
	}
	run(core.Call{Op: core.OpWork})
	stage("link 1 in the work queue")
	if words := Words(s.Kernel().View()); !strings.Contains(words, "Freed: link 1 by kworker") {
		t.Errorf("the words do not tell that the link is freed: %s", words)
	}
}

// TestAnInnerMapHangsOnItsOuterMap closes the descriptor of a map that an array of maps holds.
func TestAnInnerMapHangsOnItsOuterMap(t *testing.T) {
	outer := createCall(0, abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 2)
	attr := abi.InnerMapFD.Put(slices.Clone(outer.Attr()), 3)
	s, err := history.NewSession(core.NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []core.Call{
		createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16), bpfCall(0, abi.BPF_MAP_CREATE, attr), putFD(0, 4, 3), {Op: core.OpClose, Args: core.Args{3}},
	} {
		if ret, err := s.Run(c); ret < 0 || err != nil {
			t.Fatal(ret, err)
		}
	}
	v := s.Kernel().View()
	if m := v.Map(1); m == nil || m.Refcnt != 1 {
		t.Fatalf("the inner map is %+v", m)
	}
	if drawn := (subject{view: v, width: testWidth}).layOut(); !drawn.joined("map 2", "map 1") {
		t.Error("no wire from the outer map to the inner one")
	}
	if words := Words(v); !strings.Contains(words, "has no file. Map 1 is in 1 slot of map 2.") {
		t.Errorf("the words do not say what holds map 1:\n%s", words)
	}
}
