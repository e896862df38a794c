package core_test

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/link"
)

// pathsIn replaces [d] by the path of d in the bpf file system, and {text} by the text, as a link has them: in hex.
func pathsIn(text string) string {
	return regexp.MustCompile(`\[[^]]*\]|\{[^}]*\}`).ReplaceAllStringFunc(text, func(s string) string {
		inside := s[1 : len(s)-1]
		if s[0] == '[' {
			inside = bpffs + inside
		}
		return hex.EncodeToString([]byte(inside))
	})
}

// resultsOf returns the results of the calls of a link in their order. A call that is not emulated returns "declined".
func resultsOf(t *testing.T, text string) string {
	t.Helper()
	l, err := link.Parse("v1/" + pathsIn(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	k, err := core.New(l.Machine)
	if err != nil {
		t.Fatal(err)
	}
	var results []string
	for _, c := range l.Calls {
		ret, err := k.Do(&c.Call)
		if err != nil {
			t.Fatalf("%s: %s: %v", text, c.String(), err)
		}
		result := fmt.Sprint(ret)
		if ret == core.NotEmulated {
			result = "declined"
		}
		results = append(results, result)
	}
	return strings.Join(results, " ")
}

// The program r0 = 0; exit, for loads.
const loaded = "w(10002000,b7000000000000009500000000000000)/w(10003000,47504c00)/prog_load(%s,2,0x10002000,0x10003000)"

func loadOf(typ string) string { return fmt.Sprintf(loaded, typ) }

// TestHistoriesOfOldReleases has results of releases that no recording of these calls has. Each follows the function of the
// kernel that its comment names.
func TestHistoriesOfOldReleases(t *testing.T) {
	points := "/" + loadOf("raw_tracepoint") + "/" + loadOf("socket_filter") +
		"/w(10004000,{sys_enter}00)/raw_tracepoint_open(0x10004000,3)/raw_tracepoint_open(0x10004000,4)/raw_tracepoint_open(0x10004000,9)" +
		"/raw_tracepoint_open(0x10009000,3)/w(10004000,{no such}00)/raw_tracepoint_open(0x10004000,9)"
	for _, test := range []struct{ why, link, want string }{
		{"bpf_raw_tracepoint_open looks for the tracepoint before the program", "k=4.17" + points, "3 4 5 -22 -9 -14 -2"},
		{"it did so until 5.5", "k=5.4" + points, "3 4 5 -22 -9 -14 -2"},
		{"since 5.5 it looks for the program first", "k=5.5" + points, "3 4 5 -22 -9 -14 -9"},
		{"bpf_dir_iops has neither link nor rename", "k=4.4/create(array,4,4,1)/w(10001000,[m]00)/obj_pin(0x10001000,3)/link([m],[n])/rename([m],[n])/symlink({m},[s])", "3 0 -1 -1 -1"},
		{"since 4.5 it has simple_link and simple_rename, but no symlink", "k=4.9/create(array,4,4,1)/w(10001000,[m]00)/obj_pin(0x10001000,3)/link([m],[n])/rename([m],[o])/symlink({m},[s])", "3 0 0 0 -1"},
		{"user space cannot read the id of an inner map before 4.13", "k=4.12/create(array,4,4,1)/create(array_of_maps,4,4,2,0,3)/create(hash_of_maps,4,4,2,0,3)" +
			"/w(10001100,03000000)/update_elem(4,0x10001000,0x10001100,0)/update_elem(5,0x10001000,0x10001100,0)/lookup_elem(4,0x10001000,0x10001200)/lookup_elem(5,0x10001000,0x10001200)",
			"3 4 5 0 0 -524 -524"},
		{"trie_delete_elem refuses a prefix that is too long, trie_lookup_elem compares it", "k=4.19/create(lpm_trie,8,8,4,1)/w(10001000,21000000)/update_elem(3,0x10001000,0x10001100,0)" +
			"/lookup_elem(3,0x10001000,0x10001100)/delete_elem(3,0x10001000)", "3 -22 -2 -22"},
		{"bpf_prog_attach requires CAP_NET_ADMIN of everyone before 5.8", "k=5.4/" + loadOf("socket_filter") + "/prog_attach(3,3,0)/caps(0)/prog_attach(3,3,0)/prog_detach(3,3,0)", "3 -22 0 -1 -1"},
		{"sockmap_get_from_fd comes before the program in 4.16", "k=4.16/create(array,4,4,1)/" + loadOf("sk_skb") +
			"/prog_attach(3,4,4)/prog_attach(9,4,4)/prog_attach(3,9,4)/create(sockmap,4,4,4)/prog_attach(5,4,4)/prog_detach(5,4,4)", "3 4 -95 -9 -9 5 0 0"},
		{"sock_map_get_from_fd empties the slot without a program before 5.8", "k=5.4/create(sockmap,4,4,4)/" + loadOf("sk_skb") + "/prog_attach(3,4,4)/prog_detach(3,9,4)", "3 4 0 0"},
		{"BPF_PROG_QUERY came in 4.15", "k=4.12/prog_query(3,0)", "-22"},
	} {
		if got := resultsOf(t, test.link); got != test.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", test.why, test.link, got, test.want)
		}
	}
}

// TestHistoriesOfPaths has the results of Linux on paths of a bpf file system: empty ones, those that end in . and .., and
// those of a user that may not search, write or remove.
func TestHistoriesOfPaths(t *testing.T) {
	for _, test := range []struct{ link, want string }{
		{"k=6.12/mkdir(,511)/rmdir()/unlink()/rename(,[a])/rename([a],)/link(,[a])/symlink(,[a])/ls()/umount()", "-2 -2 -2 -2 -2 -2 -2 -2 -2"},
		{"k=6.12/rmdir([..])/rmdir([d/..])/mkdir([d],511)/rename([d/.],[e])/rename([d],[e/..])/mkdir([d/e],511)/mkdir([d/e/f],511)/rename([d/e],[d])/rename([d/e/f],[d])" +
			"/symlink({a},[a/b/c])/link([x/y/z],[q])/ls([nowhere])", "-39 -2 0 -16 -2 0 0 -39 -39 -2 -2 -2"},
		{"k=6.12/mkdir([p],448)/mkdir([p/e],448)/mkdir([open],511)/fork(1)/t1.uid(1000)/t1.ls([p])/t1.rename([p],[x])/t1.mkdir([mine],511)/t1.mkdir([mine/a],511)" +
			"/t1.rename([mine/a],[open/a])/t1.mkdir([p/z],511)/t1.link([p/m],[l])/t1.open(0,[p])/t1.rmdir([p/e])/t1.mkdir([mine/c],383)/t1.mkdir([other],511)/t1.rename([mine/c],[other/c])",
			"0 0 0 1 0 -13 -1 0 0 -13 -13 -13 -13 -13 0 0 -13"},
	} {
		if got := resultsOf(t, test.link); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.link, got, test.want)
		}
	}
}

// TestNotEmulated makes calls whose result the emulated kernel cannot know. It says so, and returns no errno.
func TestNotEmulated(t *testing.T) {
	for _, test := range []struct{ why, link, want string }{
		{"pidfd_open came in 5.3", "k=5.2/pidfd_open(0,0)", "declined"},
		{"the process is not of the history", "k=6.12/pidfd_open(9,0)", "declined"},
		{"netlink, raw sockets and protocols depend on the configuration", "k=6.12/socket(16,3,0)/socket(2,3,0)/socket(2,1,6)/socket(2,1,0)", "declined declined declined 3"},
		{"a directory cannot be written", "k=6.12/open(1,{/sys/fs/cgroup/a})/open(0,{/etc/passwd})/open(2,[])", "declined declined declined"},
		{"CLONE_NEWIPC is not emulated, CLONE_NEWNS is", "k=6.12/unshare(8000000)/unshare(20000)", "declined 0"},
		{"the arena of the links cannot be unmapped", "k=6.12/munmap(10000000,4096)", "declined"},
		{"groups are not emulated", "k=6.12/fsopen(0)/fsconfig(3,{gid},{0})", "3 declined"},
		{"an event of another process", "k=6.12/w(10001000,0100000040)/perf_event_open(10001000,7,0,-1,8)", "declined"},
		{"cgroups with BPF_F_ALLOW_OVERRIDE alone, before 4.15", "k=4.12/open(0,{/sys/fs/cgroup/a})/" + loadOf("cgroup_skb") + "/prog_attach(3,4,0)/prog_detach(3,4,0)", "3 4 declined declined"},
		{"one flow dissector for all namespaces, before 5.8", "k=5.4/open(0,{/proc/self/ns/net})/" + loadOf("flow_dissector") + "/prog_attach(3,4,17)/prog_detach(3,4,17)/prog_query(3,17)",
			"3 4 declined declined declined"},
		{"a tracepoint that only some kernels have", "k=6.12/" + loadOf("raw_tracepoint") + "/w(10004000,{sched_rare}00)/raw_tracepoint_open(0x10004000,3)", "3 declined"},
		{"the same before 5.5", "k=5.4/" + loadOf("raw_tracepoint") + "/w(10004000,{sched_rare}00)/raw_tracepoint_open(0x10004000,3)", "3 declined"},
		{"epoll of epoll, of a terminal, and a wait that nothing ends", "k=6.12/epoll_create1(0)/epoll_create1(0)/epoll_ctl(3,1,4,10001000)/epoll_ctl(3,1,0,10001000)/epoll_wait(3,10001000,4,-1)", "3 4 declined declined declined"},
	} {
		if got := resultsOf(t, test.link); got != test.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", test.why, test.link, got, test.want)
		}
	}
}

// TestObjectsAreNamed looks at the names of the open files and of the objects in the view.
func TestObjectsAreNamed(t *testing.T) {
	k := afterLink(t, pathsIn("k=6.12/pidfd_open(0,0)/socket(2,1,0)/open(0,{/sys/fs/cgroup/a})/open(0,{/proc/self/ns/net})/open(0,[])/fsopen(0)/fscreate(8)/fsmount(8,0)/openat(9,{.},0)"))
	var files, objects []string
	for _, f := range k.View().Files {
		files = append(files, f.Object)
	}
	for _, o := range k.View().Objects {
		objects = append(objects, o.Name)
	}
	if got, want := strings.Join(files, ", "), "task 0, socket 1, cgroup /a/, network namespace, directory /sys/fs/bpf, bpf file system context, bpf mount, directory of a bpf mount"; got != want {
		t.Errorf("files %s\nwant  %s", got, want)
	}
	if got := strings.Join(objects, ", "); !strings.Contains(got, "cgroup /a") || strings.Contains(got, "task 0") {
		t.Errorf("objects %s, want the cgroup and no task", got)
	}
	fsFile, mount := k.Task(0).Files.File(8), k.Task(0).Files.File(9)
	if !core.IsFSContext(fsFile) || core.IsFSContext(mount) || !core.IsDetachedMount(mount) || core.IsDetachedMount(fsFile) || core.IsIterator(mount) {
		t.Error("the files of fsopen and fsmount are taken for others")
	}
	for path, want := range map[string]bool{"/sys/fs/bpf": true, "/sys/fs/bpf/x": false, "/etc": false} {
		if got := k.FindsInBpffs(k.Task(0), core.AT_FDCWD, path); got != want {
			t.Errorf("FindsInBpffs(%s) is %v, want %v", path, got, want)
		}
	}
}
