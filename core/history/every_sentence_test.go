package history_test

import (
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/recording"
)

// successes are histories with calls that succeed, or whose result is not known.
var successes = []string{
	array + "dup(3)/dup3(3,9,0)/fcntl(3,0,20)/fcntl(3,1,0)/fcntl(3,2,0)/fcntl(3,3,0)/fcntl(3,1030,30)/fork(1)/clone(2,500)/unshare(0)/exec()/t1.exit()",
	array + "nofile=64/memlock=4096/nofile(64)/memlock(4096)/uid(1000)/caps(0)/work()/fdinfo(3)/" + pin + "/unlink({/sys/fs/bpf/a})",
	array + "traced(7,1,{openat})/traced(-2,0,{openat})/unseen(9)/nextid(7)/nextprog(7)/nextbtf(7)/folder({/sys/fs/bpf/f})/close(3)",
	k6 + "create(array,4,8,4,1024)/mmap(0,4096,3,1,3,0)/mmap(30000000,4096,3,22,-1,0)/munmap(30000000,4096)/mmap(0,4096,7,1,3,0)",
	ring + "w(10001000,0300000001000000)/poll(10001000,1,0)/poll(10001000,1,-1)/w(10001000,0900000001000000)/poll(10001000,1,0)",
	watch + "epoll_ctl(4,3,3,10001000)/epoll_wait(4,10001000,1,0)/epoll_ctl(4,2,3,0)",
	k6 + "pidfd_open(0,0)/socket(1,1,0)/open(0,{/sys/fs/cgroup})/open(0,{/etc/passwd})/fork(1)/sendfd(3,1)/t1.recvfd(0)/recvfd(0)",
	k6 + "mkdir({/sys/fs/bpf/d},511)/ls({/sys/fs/bpf})/symlink({/sys/fs/bpf/d},{/sys/fs/bpf/s})/rmdir({/sys/fs/bpf/d})/" +
		"create(array,4,8,4)/" + pin + "/link({/sys/fs/bpf/a},{/sys/fs/bpf/b})/rename({/sys/fs/bpf/b},{/sys/fs/bpf/c})/w(10001000,{/sys/fs/bpf/c}00)/obj_get(0x10001000)",
	k6 + "folder({/sys/fs/bpf/d})/fsopen(1)/fsconfig(3,{mode},{0700})/fscreate(3)/fsmount(3,1)/move_mount(4,{/sys/fs/bpf/d})/openat(4,{.},0)/close(5)/close(4)/close(3)/umount({/sys/fs/bpf/d})/" +
		"mount({/sys/fs/bpf/d},{rw})",
	k6 + "clone(1,10020000)/t1.fsopen(1)/t1.sendfd(3,0)/recvfd(0)/fsconfig(3,{delegate_cmds},{any})/fscreate(3)/t1.fsmount(3,1)/t1.openat(4,{.},0)/t1.token_create(0,5)",
	k6 + "w(10003000,01000000400000000a000000)/perf_event_open(10003000,-1,0,-1,8)/ioctl(3,2400,0)",
	k6 + "w(10001000,00000000)/bpf(32,10001000,4)/" + prog + "create(array,4,8,4)/prog_bind_map(4,5,0)/prog_bind_map(4,5,0)",
	array + "w(10001000,00)/update_elem(3,0x10001000,0x10001000)/lookup_elem(3,0x10001000,0x10002000)/get_next_key(3,0,0x10002000)/get_next_id(0)/get_fd_by_id(1)/freeze(3)",
	k6 + "create(hash,4,8,4)/w(10001000,00)/update_elem(3,0x10001000,0x10001000)/delete_elem(3,0x10001000)/update_elem(3,0x10001000,0x10001000)/bpf(21,10000000,32)/" +
		"update_elem(3,0x10001000,0x10001000)/update_batch(0,0,0x10001000,0x10001000,1,3,0,0)/delete_batch(0,0,0x10001000,0,1,3,0,0)",
	k6 + "create(hash,4,8,16)/w(10001000,0000000001000000020000000300000004000000)/update_batch(0,0,0x10001000,0x10001000,5,3,0,0)/" +
		"lookup_batch(0,0x10003000,0x10004000,0x10002000,2,3,0,0)/lookup_and_delete_batch(0,0x10003000,0x10004000,0x10002000,2,3,0,0)",
	lock + "t1.runstep(9)/runend()/t1.runend()/btf_get_next_id(1)/btf_get_fd_by_id(2)/prog_get_next_id(0)/prog_get_fd_by_id(1)/w(10000000,03000000580000000030001000000000)/bpf(15,10000000,16)",
	array + prog + "w(10001000,040000000000000040000000000000000030001000000000)/bpf(10,10001000,24)",
	k6 + "create(stack_trace,4,8,4)/create(perf_event_array,4,4,4)/w(10001000,00)/delete_elem(4,0x10001000)",
	"v1/k=6.12/preload=1/w(10001000,{/sys/fs/bpf/maps.debug}00)/obj_get(0x10001000)/iter_create(3,0)/read(4,10002000,4096)/read(4,10002000,4096)",
	k6 + "open(0,{/sys/fs/cgroup})/[cgroup_skb: r0 = 1; exit]/prog_attach(3,4,0)/prog_detach(3,4,0)",
}

// noSuccess are the calls and commands that never succeed here, with the reasons.
var noSuccess = map[string]string{
	"write": "objects cannot be written", "pread64": "objects have no offset", "pwrite64": "objects have no offset",
	"BPF_TASK_FD_QUERY": "not emulated", "BPF_PROG_STREAM_READ_BY_FD": "not emulated", "BPF_PROG_ASSOC_STRUCT_OPS": "not emulated",
}

// TestEverySuccessHasASentence makes every call and command with success, and some with a result that is not known, in the
// histories above and in a recording. Each has a sentence.
func TestEverySuccessHasASentence(t *testing.T) {
	succeeded := map[string]bool{}
	judge := func(s *history.Session) {
		trace := s.Trace(s.Len())
		name := trace.Call.Op.Name()
		if trace.Call.Op == core.OpBpf {
			name = trace.Call.Cmd().String()
		}
		if trace.Result < 0 && trace.Result != core.NotEmulated {
			return
		}
		if trace.Result >= 0 {
			succeeded[name] = true
		}
		if got := trace.Sentence(); !strings.HasSuffix(got, ".") || strings.Contains(got, "%!") {
			t.Errorf("%s returned %d, described as %q, want a sentence", trace.Call.String(), trace.Result, got)
		}
	}
	for _, calls := range successes {
		whole := (&sentenceCase{calls: calls}).sessionOf(t)
		s, err := history.NewSession(whole.Machine())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range whole.Calls() {
			if _, err := s.Do(c.Call); err != nil {
				t.Fatalf("%s: %v", c.String(), err)
			}
			judge(s)
		}
	}
	var machines recording.Replayer
	var s *history.Session
	var writes []core.Write
	for line := range strings.Lines(recordedObjects(t)) {
		line = strings.TrimSpace(line)
		word, _, _ := strings.Cut(line, " ")
		switch {
		case word == "kernel" || word == "scenario" || word == "end" || recording.IsEffect(line):
			if machines.Line(line); word == "scenario" {
				var err error
				if s, err = history.NewSession(machines.Kernel().Machine); err != nil {
					t.Fatal(err)
				}
			}
			continue
		}
		l, err := recording.ParseLine(line)
		switch {
		case err != nil:
			t.Fatalf("%s: %v", line, err)
		case l.Write != nil:
			writes = append(writes, *l.Write)
		case l.Hide == nil:
			l.Call.Writes, writes = writes, nil
			if _, err := s.Do(l.Call); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			judge(s)
		}
	}
	for _, op := range core.Ops() {
		if name := op.Name(); op != core.OpBpf && succeeded[name] == (noSuccess[name] != "") {
			t.Errorf("%s succeeds: %v, and the reason against it is %q", name, succeeded[name], noSuccess[name])
		}
	}
	for _, c := range abi.Commands {
		if succeeded[c.Name] == (noSuccess[c.Name] != "") {
			t.Errorf("%s succeeds: %v, and the reason against it is %q", c.Name, succeeded[c.Name], noSuccess[c.Name])
		}
	}
}

// recordedObjects returns a recording of links, iterators and other objects.
func recordedObjects(t *testing.T) string {
	t.Helper()
	f, err := os.Open("../testdata/recordings-programs/objects-6.12.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
