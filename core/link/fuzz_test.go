package link_test

import (
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/link"
)

// FuzzLink parses any text: no panic, and a link that parses can be shared again.
func FuzzLink(f *testing.F) {
	f.Add("v1/k=seed/types=1,2.enomem/create(hash,4,8,16)/fork(1)/t1.close(3)/at=2.1")
	f.Add("v1~AAAA/z=AAAA")
	f.Add("v1/k=seed/w(10000000,0100)/bpf(0,10000000,16)/dup3(3,5,524288)")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := link.Parse(text)
		if err != nil {
			return
		}
		again, err := link.Parse(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q parses, but its own link %q does not: %v", text, l.String(), err)
		}
	})
}

// FuzzCost makes the calls of any link, on any machine: they end within the budgets of a history, and the work beyond the
// last one is that of a slice.
func FuzzCost(f *testing.F) {
	f.Add("v1/k=6.12/nofile=1048576/unseen(1048576)/fork(1)/fork(2)/fork(3)/fork(4)/fork(5)/fork(6)")
	f.Add("v1/k=5.4/nofile=1048576/create(hash,4,8,16)/dup3(3,1048575,0)/fork(1)/fork(2)/t1.dup3(3,1048574,0)")
	f.Add("v1/k=7.3/cpus=64/mem=16/create(percpu_hash,4,32768,1000000)/w(10001000,01000000)/update_elem(3,0x10001000,0x10001000,0)/work()")
	f.Add("v1/k=6.1/create(hash,4,4,1000000)/update_batch(0,0,0x10000000,0x10000000,1000000,3,0,0)/lookup_batch(0,0,0x10000000,0x10000000,1000000,3,0,0)")
	f.Add("v1/k=seed/types=1,2.enomem/page=65536/memlock=4096/uid=1000/create(hash,4,8,16)/w(20000000,01)/fork(1)")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := link.Parse(text)
		if err != nil {
			return
		}
		b, err := history.Build(l.Machine, l.Calls, l.At)
		if err != nil {
			return
		}
		for b.Step() {
		}
		s, err := b.Session()
		if work := s.Work(s.Len()); work > history.MaxWork {
			t.Fatalf("%q takes %d units of work", text, work)
		}
		if u := s.Kernel().Usage(); err == nil && (u.Descriptors > 1<<24 || u.Pages > 1<<17 || u.Bytes > 1<<30) {
			t.Fatalf("%q takes %+v", text, u)
		}
		edited, err := history.Rebuilding(l.Machine, l.Calls, l.At)
		if err != nil {
			t.Fatalf("%q cannot be edited: %v", text, err)
		}
		for edited.Step() {
		}
		if s, err := edited.Session(); err != nil || s.Len()+len(edited.Kept()) != len(l.Calls) {
			t.Fatalf("%q has %d calls after an edit, and %d kept, want %d: %v", text, s.Len(), len(edited.Kept()), len(l.Calls), err)
		}
	})
}
