package core

import (
	"reflect"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// shown returns the object of the view with a name.
func (a *attacher) shown(name string) ObjectView {
	a.Helper()
	var names []string
	for _, o := range a.k.View().Objects {
		if o.Name == name {
			return o
		}
		names = append(names, o.Name)
	}
	a.Errorf("the view has the objects %q, want %q among them", names, name)
	return ObjectView{}
}

// wantsShown compares objects of the view.
func (a *attacher) wantsShown(what string, want ...ObjectView) {
	a.Helper()
	for _, o := range want {
		if got := a.shown(o.Name); !reflect.DeepEqual(got, o) {
			a.Errorf("%s: the view has %+v, want %+v", what, got, o)
		}
	}
}

// pin pins the object of a descriptor.
func (a *attacher) pin(fd int64, path string) {
	a.Helper()
	a.k.Poke(a.k.Task(0), Write{ArenaStart + 0x2000, append([]byte(path), 0)})
	a.wants("OBJ_PIN", abi.BPF_OBJ_PIN, append(words32(ArenaStart+0x2000, 0, fd), make([]byte, 4)...), 0)
}

// TestTheViewShowsCgroupsAndTheirLinks attaches programs to cgroups, with links and without, and takes them off again.
func TestTheViewShowsCgroupsAndTheirLinks(t *testing.T) {
	a := newAttacher(t, abi.R(6, 18, 0), 8, 0)
	k, task := a.k, a.k.Task(0)
	g := k.Open(task, "/sys/fs/cgroup/web", 0)
	for fd := int64(3); fd < 5; fd++ {
		a.wants("PROG_ATTACH", abi.BPF_PROG_ATTACH, words32(g, fd, 0, abi.BPF_F_ALLOW_MULTI, 0), 0)
	}
	link := a.wants("LINK_CREATE", abi.BPF_LINK_CREATE, words32(5, g, 1, 0), -1)
	array := a.wants("MAP_CREATE", abi.BPF_MAP_CREATE, words32(int64(abi.BPF_MAP_TYPE_CGROUP_ARRAY), 4, 4, 2, 0), -1)
	for i := range int64(2) {
		k.Poke(task, Write{ArenaStart + 0x3000, words32(i, g)})
		a.wants("MAP_UPDATE_ELEM", abi.BPF_MAP_UPDATE_ELEM, words32(array, 0, ArenaStart+0x3000, 0, ArenaStart+0x3004, 0, 0, 0), 0)
	}
	cgroup := ObjectView{Name: "cgroup /web/", Facts: []string{"/sys/fs/cgroup/web"}, Slots: []OuterView{{1, 2}},
		Progs: []AttachedView{{1, "cgroup_inet_ingress"}, {2, "cgroup_inet_ingress"}}}
	attached := ObjectView{Name: "link 1", Facts: []string{"cgroup link", "cgroup_inet_egress"}, ID: 1, Refcnt: 1, Link: 1,
		Target: "cgroup /web/", Progs: []AttachedView{{Prog: 3}}}
	a.wantsShown("attached", cgroup, attached)

	a.pin(link, "/sys/fs/bpf/link")
	a.pin(6, "/sys/fs/bpf/prog")
	a.pin(array, "/sys/fs/bpf/map")
	v := k.View()
	if want := []PinView{
		{Path: "/sys/fs/bpf/link", Link: 1, Mode: 0o600},
		{Path: "/sys/fs/bpf/map", Map: 1, Mode: 0o600},
		{Path: "/sys/fs/bpf/prog", Prog: 4, Mode: 0o600},
	}; !reflect.DeepEqual(v.Pins, want) {
		t.Errorf("the view has the pins %+v, want %+v", v.Pins, want)
	}

	a.wants("LINK_DETACH", abi.BPF_LINK_DETACH, words32(link), 0)
	attached.Refcnt, attached.Target, attached.Facts = 2, "", append(attached.Facts, "detached")
	a.wantsShown("detached", attached)
	k.Close(task, int32(link))
	k.Unlink(task, "/sys/fs/bpf/link")
	for _, o := range k.View().Objects {
		if o.Link != 0 && o.Refcnt != 0 {
			t.Errorf("after the last reference: %+v", o)
		}
	}
	if v := k.View(); len(v.Work.WaitingLinks)+len(v.Work.QueuedLinks) != 1 {
		t.Errorf("after the pin was removed, the view has the work %+v, want a link in it", v.Work)
	}
	for _, path := range []string{"/sys/fs/bpf/map", "/sys/fs/bpf/prog"} {
		k.Unlink(task, path)
	}
	k.Close(task, 6)
	k.Work()
	v = k.View()
	freed := map[FreedView]bool{}
	for _, f := range v.Work.Freed {
		f.By = ""
		freed[f] = true
	}
	if !freed[FreedView{Link: 1}] || !freed[FreedView{Prog: 4}] || len(v.Links()) != 0 {
		t.Errorf("after the work, the view has the work %+v and the links %v, want link 1 and program 4 freed", v.Work, v.Links())
	}
}

// Links returns the numbers of the links of a view.
func (v *View) Links() (nrs []int) {
	for _, o := range v.Objects {
		if o.Link != 0 {
			nrs = append(nrs, o.Link)
		}
	}
	return nrs
}

// TestTheViewShowsTheTargetsOfLinks links programs to a socket map, a tracepoint and the network namespace.
func TestTheViewShowsTheTargetsOfLinks(t *testing.T) {
	for _, row := range []struct {
		typ, attach int64
		create      func(a *attacher) int64
		want        ObjectView
		info        string // two numbers of the info, which name the target
	}{
		{16, 7, func(a *attacher) int64 {
			m := a.wants("MAP_CREATE", abi.BPF_MAP_CREATE, words32(int64(abi.BPF_MAP_TYPE_SOCKMAP), 4, 4, 1, 0), -1)
			return a.wants("LINK_CREATE", abi.BPF_LINK_CREATE, words32(3, m, 7, 0), -1)
		}, ObjectView{Facts: []string{"sockmap link", "sk_msg_verdict"}, Target: "map 1"}, "link_type:\tsockmap"},
		{30, 36, func(a *attacher) int64 {
			ns := a.k.Open(a.k.Task(0), "/proc/self/ns/net", 0)
			return a.wants("LINK_CREATE", abi.BPF_LINK_CREATE, words32(3, ns, 36, 0), -1)
		}, ObjectView{Facts: []string{"netns link", "sk_lookup"}, Target: "network namespace"}, "netns_ino:\t4026531833 attach_type:\t36"},
		{17, 0, func(a *attacher) int64 {
			a.k.Poke(a.k.Task(0), Write{ArenaStart + 0x2000, []byte("sys_enter\x00")})
			return a.wants("RAW_TRACEPOINT_OPEN", abi.BPF_RAW_TRACEPOINT_OPEN, words32(ArenaStart+0x2000, 0, 3, 0), -1)
		}, ObjectView{Facts: []string{"raw_tracepoint link", "sys_enter"}}, "tp_name:\tsys_enter"},
		{7, 0, func(a *attacher) int64 {
			return a.wants("LINK_CREATE", abi.BPF_LINK_CREATE, words32(3, a.event(0, 0), int64(abi.BPF_PERF_EVENT), 0), -1)
		}, ObjectView{Facts: []string{"perf link", "perf_event"}, Target: "perf event 1"}, "event_type:\tevent"},
	} {
		a := newAttacher(t, abi.R(6, 18, 0), row.typ, row.attach)
		link := row.create(a)
		row.want.Name, row.want.ID, row.want.Refcnt, row.want.Link, row.want.Progs = "link 1", 1, 1, 1, []AttachedView{{Prog: 1}}
		a.wantsShown("linked", row.want)
		if row.want.Target != "" && row.want.Target != "map 1" {
			a.shown(row.want.Target)
		}
		a.wantsFdinfo(link, row.info)
	}
}

// event opens a software event of processor 0 or, if cpu is -1, of the task.
func (a *attacher) event(config int64, cpu int32) int64 {
	a.Helper()
	task := a.k.Task(0)
	a.k.Poke(task, Write{ArenaStart + 0x3000, append(words32(1, 64, config, 0), make([]byte, 48)...)})
	pid := int32(-1)
	if cpu < 0 {
		pid = 0
	}
	fd := a.k.PerfEventOpen(task, ArenaStart+0x3000, pid, cpu, -1, 8)
	if fd < 0 {
		a.Fatalf("perf_event_open returned %d", fd)
	}
	return fd
}

// wantsFdinfo looks for lines in the fdinfo of a descriptor.
func (a *attacher) wantsFdinfo(fd int64, want string) {
	a.Helper()
	lines, _ := a.k.Fdinfo(a.k.Task(0), int32(fd))
	text := strings.Join(lines, " ")
	if !strings.Contains(text, want) {
		a.Errorf("fdinfo: %q, want %q in it", text, want)
	}
}

// TestTheViewShowsEvents attaches a program to one of three events and puts another into an array.
func TestTheViewShowsEvents(t *testing.T) {
	a := newAttacher(t, abi.R(6, 18, 0), 7, 0)
	output, clock, disabled := a.event(10, 0), a.event(0, -1), a.event(0, 1)
	array := a.wants("MAP_CREATE", abi.BPF_MAP_CREATE, words32(4, 4, 4, 2, 0), -1)
	a.k.Poke(a.k.Task(0), Write{ArenaStart + 0x3000, words32(1, output)})
	a.wants("MAP_UPDATE_ELEM", abi.BPF_MAP_UPDATE_ELEM, words32(array, 0, ArenaStart+0x3000, 0, ArenaStart+0x3004, 0, 0, 0), 0)
	for fd, request := range map[int64]uint32{clock: PERF_EVENT_IOC_SET_BPF, disabled: PERF_EVENT_IOC_DISABLE} {
		if ret := a.k.Ioctl(a.k.Task(0), int32(fd), request, 3); ret != 0 {
			t.Errorf("ioctl returned %d", ret)
		}
	}
	a.wantsShown("opened",
		ObjectView{Name: "perf event 1", Facts: []string{"bpf_output", "CPU 0"}, Slots: []OuterView{{1, 1}}},
		ObjectView{Name: "perf event 2", Facts: []string{"cpu_clock", "any CPU"}, Progs: []AttachedView{{Prog: 1}}},
		ObjectView{Name: "perf event 3", Facts: []string{"cpu_clock", "CPU 1, disabled"}})
}
