package web

import (
	"bytes"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestAnInputMethodTypesNumbers types full-width digits and letters into the fields of numbers, and into those that search.
func TestAnInputMethodTypesNumbers(t *testing.T) {
	arg := func(d *Draft, op core.Op, i int, typed string) uint64 {
		d.Choose(op, 0)
		d.SetArg(i, typed)
		return d.Args[i]
	}
	for _, row := range []struct {
		field string
		got   func(*Store) uint64
		want  uint64
	}{
		{"a number", func(s *Store) uint64 {
			s.draft.Choose(core.OpBpf, abi.BPF_MAP_CREATE)
			s.draft.SetField(&abi.MaxEntries, "０ｘ１０")
			return uint64(abi.MaxEntries.Value(s.draft.Attr))
		}, 16},
		{"a map type", func(s *Store) uint64 {
			s.draft.Choose(core.OpBpf, abi.BPF_MAP_CREATE)
			s.draft.SetField(&abi.MapTypeField, "ｌｐｍ＿ｔｒｉｅ")
			return abi.MapTypeField.Value(s.draft.Attr)
		}, uint64(abi.BPF_MAP_TYPE_LPM_TRIE)},
		{"a byte", func(s *Store) uint64 { s.draft.SetByte(0, "ａ１"); return uint64(s.draft.Attr[0]) }, 0xa1},
		{"the size", func(s *Store) uint64 { s.draft.SetSize("４０"); return uint64(s.draft.Size) }, 40},
		{"the address", func(s *Store) uint64 { s.draft.SetAddr("０ｘ１０００"); return s.draft.Addr }, 0x1000},
		{"an argument", func(s *Store) uint64 { return arg(s.draft, core.OpClose, 0, "－１") }, ^uint64(0)},
		{"a store", func(s *Store) uint64 {
			s.draft.AddStore()
			s.draft.SetStore("store at 0", "０ｘ２０００")
			s.draft.SetStore("store 0", "０１　０２")
			if w := s.draft.others[0]; !bytes.Equal(w.Bytes, []byte{1, 2}) {
				t.Errorf("the store has % x", w.Bytes)
			}
			return s.draft.others[0].Addr
		}, 0x2000},
		{"a task", func(s *Store) uint64 { s.draft.fork(); s.draft.SetTask("１"); return uint64(s.draft.Task) }, 1},
		{"a machine's number", func(s *Store) uint64 {
			for i, n := range machineNumbers() {
				if n.Label == "RLIMIT_NOFILE" {
					s.machine.SetNumber(i, "１２")
				}
			}
			return uint64(s.desk.machine().Nofile)
		}, 12},
		{"a release", func(s *Store) uint64 { s.releases.choose("５．１０"); return uint64(s.desk.machine().Release) }, uint64(core.Named(abi.R(5, 10, 0)))},
		{"an export's call", func(s *Store) uint64 { s.export.setTo("３"); return uint64(s.export.to) }, 3},
		{"the search for a call", func(s *Store) uint64 { return uint64(len(foundCalls("ｍｍａｐ"))) }, uint64(len(foundCalls("mmap")))},
	} {
		s := settled(opened(t, "v1/k=6.12/create(hash,4,4,2,64)"))
		s.Open(MachinePanel)
		var got uint64
		if s.run(func() { got = row.got(s) }); got != row.want {
			t.Errorf("%s: it is %d, want %d; the message is %v %q", row.field, got, row.want, s.draft.wrong, s.notice.Text)
		}
		if s.draft.faulty() {
			t.Errorf("%s: the form shows %v", row.field, s.draft.wrong)
		}
	}
}
