package history_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/link"
)

// sentenceCase is a history and words of the sentences about its last call.
type sentenceCase struct {
	name  string
	calls string            // a link; {/path} is the path in hex, and [type: assembly] loads a program
	want  []string          // each is in the sentence of the call
	event map[string]string // sentences by kind of event; each is that of an event of the call
}

// sessionOf makes the calls of a case.
func (c *sentenceCase) sessionOf(t *testing.T) *history.Session {
	t.Helper()
	text := c.calls
	for {
		from, to := strings.Index(text, "["), strings.Index(text, "]")
		if from < 0 {
			break
		}
		text = text[:from] + partsOfLoad(t, text[from+1:to]) + text[to+1:]
	}
	for {
		from, to := strings.Index(text, "{"), strings.Index(text, "}")
		if from < 0 {
			break
		}
		text = text[:from] + hex.EncodeToString([]byte(text[from+1:to])) + text[to+1:]
	}
	l, err := link.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// partsOfLoad returns the parts of a link that load a program, from its type and its assembly.
func partsOfLoad(t *testing.T, text string) string {
	t.Helper()
	kind, lines, _ := strings.Cut(text, ":")
	p, err := insn.Assemble(strings.ReplaceAll(lines, ";", "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("w(10008000,%x)/w(10009000,47504c00)/prog_load(%s,%d,0x10008000,0x10009000)", insn.AppendAll(nil, p.Insns), kind, len(p.Insns))
}

func (c *sentenceCase) test(t *testing.T) {
	s := c.sessionOf(t)
	trace := s.Trace(s.Len())
	sentence := trace.Sentence()
	for _, want := range c.want {
		if !strings.Contains(sentence, want) {
			t.Errorf("%q does not contain %q", sentence, want)
		}
	}
	said := map[string][]string{}
	for _, e := range trace.Events {
		said[e.Name()] = append(said[e.Name()], history.EventSentence(e))
	}
	for kind, want := range c.event {
		if all := strings.Join(said[kind], "\n"); !strings.Contains(all, want) {
			t.Errorf("the sentences about %s events are %q, want %q", kind, all, want)
		}
	}
}

func testSentences(t *testing.T, cases []sentenceCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, c.test)
	}
}

type events = map[string]string

// The starts of histories.
const (
	k6    = "v1/k=6.12/"
	array = k6 + "create(array,4,8,4)/"
	prog  = "[socket_filter: r0 = 7; exit]/"
	slot  = k6 + "create(prog_array,4,4,4)/" + prog + "w(10001000,01000000)/w(10002000,04000000)/update_elem(3,0x10001000,0x10002000)"
	pin   = "w(10001000,{/sys/fs/bpf/a}00)/obj_pin(0x10001000,3)"
	ring  = k6 + "create(ringbuf,0,0,4096)/"
	watch = ring + "epoll_create1(0)/w(10001000,010000000000000000000000)/epoll_ctl(4,1,3,10001000)/"
	lock  = k6 + "w(10002000,9feb010018000000000000004c0000004c0000002600000001000000000000010400000020000001090000000100000404000000" +
		"0500000001000000000000001e00000002000004080000001700000002000000000000001c000000010000002000000000696e740076616c006270665f7370696e5f6c6f636b006c6f636b006e00636f756e74657200)" +
		"/btf_load(0x10002000,0,138)/create(array,4,8,1,0,0,0,00,0,3,1,3)" +
		"/[sched_cls: *(u32 *)(r10 - 4) = 0; r2 = r10; r2 += -4; r1 = map_fd 4; call 1; if r0 == 0 goto out; r6 = r0; r1 = r0; call 93; r1 = r6; call 94; out: r0 = 0; exit]" +
		"/w(10001000,050000000000000040000000000000000030001000000000)/fork(1)/runstart(0,10001000,24)/t1.runstart(1,10001000,24)/runstep(9)/"
)

func TestSentencesAboutDescriptors(t *testing.T) {
	testSentences(t, []sentenceCase{
		{"dup of a map", array + "dup(3)", []string{"Descriptor 4 refers to the same file, which now has 2 references. The refcnt of map 1 does not change."},
			events{"file_shared": "File 1 now has 2 references. The refcnt of map 1 counts files"}},
		{"dup of a program", k6 + prog + "dup(3)", []string{"The refcnt of program 1 does not change."}, events{"file_shared": "The refcnt of program 1 counts files"}},
		{"fcntl F_DUPFD", array + "fcntl(3,0,10)", []string{"Descriptor 10 refers to the same file"}, nil},
		{"F_SETFD that changes nothing", array + "fcntl(3,2,1)", nil, events{"fd_flags": "The close-on-exec flag of descriptor 3 of task 0 stays 1."}},
		{"F_SETFD", array + "fcntl(3,2,0)", nil, events{"fd_flags": "changes from 1 to 0."}},
		{"fork with a map and a program", array + prog + "fork(1)", []string{"Task 1 starts as a copy of task 0. Both share 2 files of BPF objects."}, events{"fork": "Task 0 creates task 1."}},
		{"clone with shared memory", k6 + "clone(1,500)", []string{"the same descriptors as its parent and the same memory as its parent"}, events{"fork": "Task 0 creates task 1."}},
		{"recvfd without a message", k6 + "recvfd(0)", []string{"No descriptor was sent"}, nil},
		{"object without a number", k6 + "fsopen(1)", []string{"Descriptor 3 of task 0 refers to a bpf file system context."}, nil},
		{"object with a path", k6 + "open(0,{/sys/fs/cgroup})", []string{"Descriptor 3 of task 0 refers to cgroup /."}, nil},
		{"one of three references closed", k6 + prog + "dup(3)/dup(3)/close(3)", []string{"but 2 references to the file remain, so program 1 stays."}, nil},
		{"two maps of an exiting task", array + "create(hash,4,8,4)/exit()", []string{"2 objects are queued for freeing: their last references are gone."}, nil},
		{"get_fd_by_id of a map", array + "get_fd_by_id(1)", []string{"refers to map 1 through a new file: refcnt and usercnt increase by 1."}, nil},
		{"get_fd_by_id of a program", k6 + prog + "prog_get_fd_by_id(1)", []string{"refers to program 1 through a new file: refcnt increases by 1."}, nil},
		{"pin of a map", array + pin, []string{"Map 1 is pinned."}, events{"pin": `Map 1 is pinned at "/sys/fs/bpf/a".`}},
		{"statistics", k6 + "w(10001000,00000000)/bpf(32,10001000,4)", nil, events{"stats": "Descriptor 3 of task 0 keeps program statistics enabled"}},
		{"traced command", k6 + "traced(-13,0,{BPF_PROG_LOAD})", []string{"BPF_PROG_LOAD does not run here.", "does not show all that the call passes"},
			events{"traced": "BPF_PROG_LOAD is not made here. It returns EACCES, as given."}},
		{"traced call that opens", k6 + "traced(7,1,{openat})", []string{"openat does not run here."},
			events{"traced": "openat is not emulated. It returns 7, as given.", "other_opened": "Descriptor 7 of task 0 refers to a file that is not a map, opened by openat."}},
		{"traced call that fails", k6 + "traced(-22,0,{openat})", nil, events{"traced": "It returns EINVAL, as given."}},
		{"one unseen file", k6 + "unseen(4)", []string{"1 file was opened outside the trace: every descriptor below 4"}, events{"other_opened": "opened outside the trace."}},
		{"no unseen file", array + "unseen(2)", []string{"0 files were opened outside the trace."}, nil},
		{"unseen files up to the limit", k6 + "unseen(9000)", []string{"1021 files were opened outside the trace: every descriptor below 1024 is in use."}, nil},
		{"more events than are kept", k6 + "nofile=1048576/unseen(90000)", []string{"89997 files were opened", "below 90000 is"}, events{"left_out": "events in between were omitted."}},
	})
}

func TestSentencesAboutTasks(t *testing.T) {
	testSentences(t, []sentenceCase{
		{"no capability", k6 + "caps(0)", []string{"Capabilities of task 0: none."}, events{"cred": "Task 0 now has uid 0 and no capability."}},
		{"one capability", k6 + "caps(1000)", []string{"CAP_NET_ADMIN"}, events{"cred": "uid 0 and capabilities CAP_NET_ADMIN."}},
		{"every capability", k6 + "caps(1ffffffffff)", nil, events{"cred": "uid 0 and all capabilities."}},
		{"unshare of nothing", k6 + "unshare(0)", []string{"No flag is set, so nothing changes."}, nil},
		{"unshare of files", k6 + "unshare(400)", []string{"Task 0 has its own descriptors for the same files."}, nil},
		{"unshare of mounts", k6 + "unshare(20000)", []string{"Task 0 has its own copies of the mounts."}, nil},
		{"unshare of files and mounts", k6 + "unshare(20400)", []string{"its own descriptors for the same files and its own copies of the mounts."}, nil},
		{"new user namespace", k6 + "unshare(10000000)", []string{"Task 0 is in a new user namespace."}, events{"cred": "Task 0 now has uid 0 and no capability."}},
		{"anonymous memory", k6 + "mmap(30000000,4096,3,22,-1,0)", []string{"4096 bytes of anonymous memory at 0x30000000"}, events{"mmap": "Task 0 now has 4096 bytes of anonymous memory at 0x30000000."}},
		{"one folder", k6 + "folder({/sys/fs/bpf/a})", []string{"Maps can be pinned in /sys/fs/bpf/a."}, events{"folder": "gets 1 new folder."}},
		{"run that waits for a lock", lock + "t1.runstep(100)", []string{"Task 1 spins at instruction"}, events{"run_waits": "of program 1, because another run has the lock."}},
	})
}

func TestSentencesAboutFreeing(t *testing.T) {
	testSentences(t, []sentenceCase{
		{"map queued on 5.15", "v1/k=5.15/create(array,4,8,4)/close(3)", nil, events{"schedule_work": "the kernel queues map 1 on the system work queue."}},
		{"map queued on 6.12", array + "close(3)", nil, events{"schedule_work": "the kernel queues map 1 on system_unbound_wq."}},
		{"map queued on 6.18", "v1/k=6.18/create(array,4,8,4)/close(3)", nil, events{"schedule_work": "the kernel queues map 1 on system_dfl_wq."}},
		// bpf_prog_free calls schedule_work on every release
		{"program freed", k6 + prog + "close(3)/work()", []string{"The kworker frees 1 object,"},
			events{"schedule_work": "the kernel queues program 1 on the system work queue.", "map_free": "The kworker frees program 1 with bpf_prog_free_deferred.", "grace_period_over": "An RCU grace period has ended. No program uses program 1 any longer."}},
		{"program waits", k6 + prog + "close(3)", nil, events{"grace_period": "Programs may still use program 1, so it waits for an RCU grace period."}},
		{"map freed", array + "close(3)/work()", []string{"The kworker frees 1 map,"}, events{"work_running": "A kworker takes map 1 off the queue."}},
		// prog_array_map_clear takes a reference and schedules only prog_array_map_clear_deferred
		{"array of programs", slot + "/close(3)", []string{"User space can no longer reach map 1, so a kworker will empty its slots."},
			events{"schedule_work": "queues the emptying of its slots on the system work queue."}},
		{"array of programs emptied", slot + "/close(3)/work()", []string{"The kworker frees 1 map,"}, events{"slot_cleared": "Slot 1 of map 1 no longer holds program 1."}},
		{"waits before freeing", "v1/k=5.4/create(hash,4,8,16)/create(hash,4,8,16)/close(3)/work()", nil,
			events{"free_waited": "Before map 1 is freed, rcu_barrier waits until every removed element is freed.", "uncharge": "The kernel uncharges 1 page from the user, who now has 1 page charged."}},
		{"charge", "v1/k=5.4/create(hash,4,8,4000)", nil, events{"charge": "The kernel charges 79 pages to the user, who now has 79 pages charged."}},
		{"type found in the list", "v1/k=seed/types=1,2/create(1,4,8,16)", nil,
			events{"compare": "The list of registered types has type 2, but the call requests type 1. The search goes on.\nThe list of registered types has type 1, which is the requested one."}},
		{"map_alloc fails", "v1/k=seed/types=1.enomem/create(1,4,8,16)", []string{"no memory is left for the map"}, events{"map_alloc": "The map_alloc of type 1 returns ENOMEM."}},
	})
}

func TestSentencesAboutPrograms(t *testing.T) {
	cgroup := k6 + "open(0,{/sys/fs/cgroup})/[cgroup_skb: r0 = 1; exit]/prog_attach(3,4,0)"
	testSentences(t, []sentenceCase{
		{"slot set", slot, nil, events{"slot": "Slot 1 of map 1 now holds program 1.", "owner": "From now on, map 1 takes only programs like program 1."}},
		{"empty slot", slot + "/w(10001000,02000000)/lookup_elem(3,0x10001000,0x10002000)", []string{"Index 2 of 4: slot 2 is empty."}, nil},
		{"map bound", array + prog + "prog_bind_map(4,3,0)", nil, events{"bind_map": "Program 1 now holds map 1"}},
		{"attached", cgroup, []string{"The program is attached."}, nil},
		{"detached", cgroup + "/prog_detach(3,4,0)", []string{"The program is detached"}, events{"refcnt": "The refcnt of program 1 changes from 2 to 1."}},
		{"frozen", array + "freeze(3)", []string{"Map 1 is frozen."}, events{"frozen": "Map 1 is now read-only for user space."}},
		{"one byte copied", k6 + "create(hash,1,8,4)/w(10001000,00)/update_elem(3,0x10001000,0x10001000)", nil, events{"copy_in": "The kernel copies 1 byte in from 0x10001000."}},
	})
}

func TestSentencesAboutWaiting(t *testing.T) {
	poll := ring + "w(10001000,0300000001000000)/poll(10001000,1,"
	testSentences(t, []sentenceCase{
		{"poll without a timeout", poll + "0)", []string{"The timeout is 0, so the call does not wait."}, events{"poll": "Descriptor 3 has no event that the call asks for."}},
		{"poll with a timeout", poll + "100)", []string{"A real call waits until its timeout ends."}, nil},
		{"poll for ever", poll + "-1)", []string{"the call would never return"}, nil},
		{"watched", ring + "epoll_create1(0)/w(10001000,010000000000000000000000)/epoll_ctl(4,1,3,10001000)", []string{"watches descriptor 3 for POLLIN"}, nil},
		{"watch removed", watch + "epoll_ctl(4,2,3,0)", []string{"The epoll instance no longer watches descriptor 3."}, nil},
		{"watch missing", ring + "epoll_create1(0)/epoll_wait(4,10001000,1,0)", []string{"The timeout is 0"}, nil},
		{"watch woken up", watch + "[socket_filter: r1 = map_fd 3; r2 = 8; r3 = 0; call 131; if r0 == 0 goto out; r1 = r0; r2 = 0; call 132; out: r0 = 0; exit]" +
			"/w(10001000,050000000000000040000000000000000030001000000000)/bpf(10,10001000,24)", []string{"The program has run and returned 0."}, events{"wake_up": "The ring buffer wakes up the epoll instance that watches descriptor 3."}},
	})
}

func TestSentencesAboutElements(t *testing.T) {
	const (
		zero    = "w(10001000,0000000000000000)/"
		put     = "update_elem(3,0x10001000,0x10001000,0)/"
		inner   = k6 + "create(array,4,8,1)/"
		putMap  = zero + "w(10002000,03000000)/update_elem(4,0x10001000,0x10002000)/"
		lruRead = zero + put + "lookup_elem(3,0x10001000,0x10003000)/w(10002000,01)/update_elem(3,0x10002000,0x10001000,0)"
		rhash   = "v1/k=7.3/create(rhash,4,8,4,1)/" + zero
		devmap  = k6 + "create(devmap_hash,4,4,4)/w(10001000,05)/w(10002000,01)/update_elem(3,0x10001000,0x10002000)"
		percpu  = "create(percpu_hash,4,8,4)/" + zero + put
	)
	testSentences(t, []sentenceCase{
		{"array, written", array + zero + "update_elem(3,0x10001000,0x10001000,0)", []string{"slot 0 is written in place."}, events{"elem_written": "element 0 of map 1 is overwritten in place."}},
		{"array, BPF_NOEXIST", array + zero + "update_elem(3,0x10001000,0x10001000,1)", []string{"slot 0 exists from creation on"}, nil},
		{"array, next index", array + zero + "get_next_key(3,0x10001000,0x10002000)", []string{"The next index is 1 of 4 slots"}, nil},
		{"array, key that cannot be read", array + "lookup_elem(3,0xdead0000,0x10003000)", []string{"The 4 bytes of the key cannot be read"}, nil},
		{"array of maps", inner + "create(array_of_maps,4,4,4,0,3)/" + putMap + "lookup_elem(4,0x10001000,0x10003000)", []string{"slot 0 refers to map 1."}, nil},
		{"hash of maps", inner + "create(hash_of_maps,4,4,4,0,3)/" + putMap + "lookup_elem(4,0x10001000,0x10003000)", []string{"; it refers to map 1."}, nil},
		{"per-CPU array of one CPU", k6 + "cpus=1/create(percpu_array,4,3,4)/" + zero + "update_elem(3,0x10001000,0x10001000,0)",
			[]string{"copies the value of the only possible CPU, rounded up to a multiple of 8: 8 bytes."}, nil},
		{"per-CPU hash of two CPUs", k6 + percpu + "update_elem(3,0x10001000,0x10001000,0)",
			[]string{"its value is written in place.", "An update copies the values of all 2 possible CPUs, each rounded up to a multiple of 8: 16 bytes."}, nil},
		{"device", devmap, []string{"Key 5 maps to bucket 1 of 4 (5 & 3)"}, nil},
		{"deleted device", devmap + "/delete_elem(3,0x10001000)", []string{"alone in its chain; it is removed."}, nil},
		{"rhash, new key", rhash + "update_elem(3,0x10001000,0x10001000,0)", []string{"no element has this key. A new element is inserted."}, nil},
		{"rhash, written", rhash + put + "update_elem(3,0x10001000,0x10001000,0)", []string{"its element exists; its value is written in place."}, nil},
		{"rhash, first key", rhash + put + "get_next_key(3,0,0x10002000)", []string{"Iteration starts at the first element; the next key is 0."}, nil},
		{"rhash, next key", rhash + put + "w(10002000,01)/update_elem(3,0x10002000,0x10001000,0)/get_next_key(3,0x10002000,0x10003000)", []string{"Key 1 exists; the next key is 0."}, nil},
		{"hash, last key", k6 + "create(hash,4,8,4)/" + zero + put + "get_next_key(3,0x10001000,0x10002000)", []string{"alone in its chain."}, nil},
		{"hash, no first key", k6 + "create(hash,4,8,4)/get_next_key(3,0,0x10002000)", []string{"No key follows"}, nil},
		{"key of 1 byte", k6 + "create(hash,1,8,4)/" + zero + put + "get_next_key(3,0,0x10002000)", []string{"the next key is 0, in bucket "}, nil},
		{"key of 2 bytes", k6 + "create(hash,2,8,4)/w(10001000,0201)/" + put + "get_next_key(3,0,0x10002000)", []string{"the next key is 258, in bucket "}, nil},
		{"key of 8 bytes", k6 + "create(hash,8,8,4)/w(10001000,0000000001000000)/" + put + "get_next_key(3,0,0x10002000)", []string{"the next key is 4294967296, in bucket "}, nil},
		{"key of 64 bytes", k6 + "create(hash,64,8,4)/w(10001000,abcd)/" + put + "get_next_key(3,0,0x10002000)", []string{"the next key is 0xabcd00", "…, in bucket "}, nil},
		// before 4.20 a lookup of bpf() marks the element as used; later only one of a program does
		{"LRU, used element", "v1/k=4.14/create(lru_hash,4,8,1)/" + lruRead, []string{"the tail of the local pending list, was the oldest, although referenced, and was evicted."},
			events{"elem_evicted": "Map 1 has no free element, so it evicts element 1 and now has 0 elements."}},
		{"LRU, unused element", k6 + "create(lru_hash,4,8,1)/" + lruRead, []string{"was not referenced and was evicted."}, nil},
		{"stack, read", k6 + "create(stack,0,4,4)/update_elem(3,0,0x10001000)/lookup_elem(3,0,0x10002000)", []string{"The newest value, in slot 0, just before the head, is read but not removed."}, nil},
		{"stack, popped", k6 + "create(stack,0,4,4)/update_elem(3,0,0x10001000)/lookup_elem(3,0,0x10002000)/bpf(21,10000000,24)", []string{"The newest value, in slot 0, is removed: the head moves back to it."}, nil},
		{"bloom filter, two hashes of one bit", k6 + "create(bloom_filter,0,4,4)/w(10002000,01)/lookup_elem(3,0,0x10002000)",
			[]string{"The value hashes to bits 12, 20, 55 and 34 of 64; not set: 12, 20, 55 and 34."}, nil},
		{"bloom filter, value that cannot be read", k6 + "create(bloom_filter,0,4,4)/update_elem(3,0,0xdead0000)", []string{"The 4 bytes of the value cannot be read"}, nil},
	})
}

func TestSentencesAboutPrefixes(t *testing.T) {
	const (
		trie = k6 + "create(lpm_trie,8,4,4,1)/w(10001000,080000000a000000)/"
		ten  = trie + "update_elem(3,0x10001000,0x10001000,0)/"
	)
	testSentences(t, []sentenceCase{
		{"empty", trie + "delete_elem(3,0x10001000)", []string{"Deleting 10.0.0.0/8: the trie is empty."}, nil},
		{"replaced", ten + "update_elem(3,0x10001000,0x10001000,0)", []string{"Inserting 10.0.0.0/8: the prefix exists; a new node replaces its node."}, events{"elem_replaced": "Both have the same key."}},
		{"exists", ten + "update_elem(3,0x10001000,0x10001000,1)", []string{"Inserting 10.0.0.0/8: the prefix is in the trie."}, nil},
		{"longer than any in the trie", ten + "w(10002000,0c0000000a100000)/delete_elem(3,0x10002000)", []string{"Deleting 10.16.0.0/12: the prefix is not in the trie."}, nil},
		{"shorter than any in the trie", ten + "w(10002000,040000000a100000)/lookup_elem(3,0x10002000,0x10003000)", []string{"no prefix in the trie matches. 10.0.0.0/8 was also compared, but is longer."}, nil},
		{"branch that differs", ten + "w(10002000,080000000b000000)/update_elem(3,0x10002000,0x10001000,0)/w(10004000,08000000c0000000)/lookup_elem(3,0x10004000,0x10003000)",
			[]string{"The branch at 10.0.0.0/7 was also compared, but differs at bit 0."}, nil},
		{"below a new branch", ten + "w(10002000,080000000b000000)/update_elem(3,0x10002000,0x10001000,0)", []string{"a new node is inserted below a new branch at 10.0.0.0/7."}, nil},
		{"below a branch", ten + "w(10002000,08000000c0000000)/update_elem(3,0x10002000,0x10001000,0)/w(10004000,0500000008000000)/update_elem(3,0x10004000,0x10001000,0)",
			[]string{"a new node is inserted below the branch at 0.0.0.0/0."}, nil},
		{"too long", trie + "w(10001000,280000000a000000)/update_elem(3,0x10001000,0x10001000,0)", []string{"The prefix length is 40 bits"}, nil},
		{"too long for a lookup", trie + "w(10001000,280000000a000000)/delete_elem(3,0x10001000)", []string{"The prefix length is 40 bits"}, nil},
		{"removed", ten + "delete_elem(3,0x10001000)", []string{"Deleting 10.0.0.0/8: its node is removed."}, nil},
		{"first of an empty trie", trie + "get_next_key(3,0,0x10002000)", []string{"The trie is empty."}, nil},
	})
}

// TestAnExplanationNamesTheLocation explains element calls as plain data.
func TestAnExplanationNamesTheLocation(t *testing.T) {
	for _, c := range []struct{ name, calls, form, key, sentence string }{
		{"array", array + "w(10001000,02000000)/update_elem(3,0x10001000,0x10001000,0)", "array", "2", "Index 2 of 4: slot 2 is written in place."},
		{"bloom filter", k6 + "create(bloom_filter,0,4,4)/update_elem(3,0,0x10001000)", "bloom", "", "The value hashes to bits"},
		{"stack trace", k6 + "create(stack_trace,4,8,4)/w(10001000,00)/lookup_elem(3,0x10001000,0x10002000)", "none", "0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := (&sentenceCase{calls: c.calls}).sessionOf(t)
			x := s.Trace(s.Len()).Explain()
			if x.Place == nil || string(x.Place.Form) != c.form || x.Place.Key != c.key || x.Place.Map != 1 || !strings.HasPrefix(x.Place.Sentence, c.sentence) {
				t.Errorf("the location is %+v", x.Place)
			}
			if text := string(x.JSON()); !strings.Contains(text, `"place":{"map":1,`) {
				t.Errorf("the JSON is %s", text)
			}
		})
	}
}
