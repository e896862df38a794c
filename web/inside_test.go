package web

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// mapStore returns a desk with one map of a type on 6.12, and its inside open.
func mapStore(t *testing.T, typ abi.MapType, key, value, entries, flags uint32) *Store {
	t.Helper()
	s := NewStore(nil)
	if err := s.Load(fmt.Sprintf("v1/k=6.12/create(%s,%d,%d,%d,%d)", typ.Short(), key, value, entries, flags)); err != nil {
		t.Fatal(err)
	}
	s.inside.OpenMap(1)
	return s
}

// shownText returns the visible text of the inside of a map.
func shownText(t *testing.T, s *Store) string {
	t.Helper()
	drawn := app.HTMLString(&MapInside{Inside: settled(s).inside, Rev: s.Rev})
	var text strings.Builder
	for rest := drawn; rest != ""; {
		before, after, found := strings.Cut(rest, "<")
		text.WriteString(before + " ")
		if !found {
			break
		}
		_, rest, _ = strings.Cut(after, ">")
	}
	return strings.Join(strings.Fields(html.UnescapeString(text.String())), " ")
}

// says fails if the screen lacks a word.
func says(t *testing.T, s *Store, words ...string) {
	t.Helper()
	text := shownText(t, s)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in: %s", w, text)
		}
	}
}

func TestChangingAValueMakesACall(t *testing.T) {
	s := mapStore(t, abi.BPF_MAP_TYPE_HASH, 4, 8, 8, abi.BPF_F_ZERO_SEED)
	s.inside.AddElement("3", "30")
	if c, ret := s.desk.session.Call(2); s.desk.session.Len() != 2 || c.Cmd() != abi.BPF_MAP_UPDATE_ELEM || ret != 0 {
		t.Fatalf("call 2 is %s and returned %d", c.String(), ret)
	}
	s.inside.ViewMap(tableView)
	says(t, s, "1 of 8", "30")
	s.inside.EditValue("03000000", 0)
	s.inside.SetValue("thirty")
	if s.desk.session.Len() != 2 || !strings.Contains(s.inside.edit.wrong, "thirty") {
		t.Errorf("%d calls, and the message %q", s.desk.session.Len(), s.inside.edit.wrong)
	}
	s.inside.SetValue("31")
	s.inside.ViewMap(drawnView)
	says(t, s, "3 → 31", "new", "jhash(3) =", "& (8 − 1) = bucket", "1st in its chain")
	s.inside.DeleteKey("03000000")
	says(t, s, "0 of 8", "its chain is empty")
	s.inside.DeleteKey("03000000")
	if _, ret := s.desk.session.Call(5); ret != -int64(abi.ENOENT) {
		t.Errorf("deleting a missing element returned %d", ret)
	}
}

func TestATaskWithoutDescriptorCannotChangeAMap(t *testing.T) {
	s := mapStore(t, abi.BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0)
	if _, err := s.desk.Do(core.Call{Op: core.OpFork, Args: core.Args{1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.Do(core.Call{Op: core.OpClose, Args: core.Args{3}}); err != nil {
		t.Fatal(err)
	}
	s.inside.ViewMap(tableView)
	says(t, s, "Task 0 has no descriptor")
	s.inside.AddElement("1", "5")
	if s.desk.session.Len() != 3 || !strings.Contains(s.inside.wrong[newValueInput], "no descriptor of map 1") {
		t.Errorf("%d calls, and the message %q", s.desk.session.Len(), s.inside.wrong[newValueInput])
	}
	s.draft.ChooseTask(1)
	s.inside.AddElement("1", "5")
	if c, ret := s.desk.session.Call(s.desk.session.Len()); c.Task != 1 || ret != 0 {
		t.Errorf("the last call is %s and returned %d", c.String(), ret)
	}
}

// TestEveryTypeShowsItsInside adds an element to a map of each form and reads its page.
func TestEveryTypeShowsItsInside(t *testing.T) {
	for _, row := range []struct {
		typ                       abi.MapType
		key, value, entries, flag uint32
		elements                  [][2]string
		want                      []string
	}{
		{abi.BPF_MAP_TYPE_ARRAY, 4, 8, 3, 0, [][2]string{{"1", "17"}}, []string{"3 slots", "17", "written"}},
		{abi.BPF_MAP_TYPE_PERCPU_ARRAY, 4, 4, 3, 0, [][2]string{{"1", "17"}}, []string{"rounded to 8", "cpu 0", "cpu 1", "17"}},
		{abi.BPF_MAP_TYPE_HASH, 4, 4, 8, abi.BPF_F_NO_PREALLOC, [][2]string{{"1", "10"}, {"2", "20"}}, []string{"no prealloc", "1 → 10", "2 → 20", "jhash(2, seed"}},
		{abi.BPF_MAP_TYPE_PERCPU_HASH, 4, 4, 8, 0, [][2]string{{"1", "10"}}, []string{"1 → 10 | 10"}},
		{abi.BPF_MAP_TYPE_LRU_HASH, 4, 4, 2, 0, [][2]string{{"1", "10"}}, []string{"active", "inactive", "local pending, cpu 0", "○"}},
		{abi.BPF_MAP_TYPE_LPM_TRIE, 8, 4, 8, abi.BPF_F_NO_PREALLOC, [][2]string{{"10.0.0.0/8", "1"}, {"10.128.0.0/9", "2"}, {"192.168.0.0/16", "3"}}, []string{"10.0.0.0/8", "→ 2", "intermediate", "matches; the next bit is"}},
		{abi.BPF_MAP_TYPE_QUEUE, 0, 4, 4, 0, [][2]string{{"", "5"}, {"", "6"}}, []string{"popped next", "5", "6", "head at slot 2"}},
		{abi.BPF_MAP_TYPE_STACK, 0, 4, 4, 0, [][2]string{{"", "5"}, {"", "6"}}, []string{"top", "5", "6"}},
		{abi.BPF_MAP_TYPE_BLOOM_FILTER, 0, 4, 16, 0, [][2]string{{"", "5"}}, []string{"5 hashes to bits", "it may be in the map"}},
		{abi.BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 4, 0, nil, []string{"programs", "empty"}},
		{abi.BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0, nil, []string{"no records", "consumer_pos 0, producer_pos 0"}},
	} {
		t.Run(row.typ.Short(), func(t *testing.T) {
			s := mapStore(t, row.typ, row.key, row.value, row.entries, row.flag)
			for _, e := range row.elements {
				if s.inside.AddElement(e[0], e[1]); s.inside.wrong[newKeyInput]+s.inside.wrong[newValueInput] != "" {
					t.Fatalf("%v: %v", e, s.inside.wrong)
				}
			}
			says(t, s, row.want...)
			for s.desk.at.Call > 0 { // every step and sub-step can be shown in every way
				for _, v := range insideViews {
					s.inside.ViewMap(v)
					shownText(t, s)
				}
				s.desk.Prev()
			}
			says(t, s, "Map 1 does not exist at this step")
		})
	}
}

func TestEvictedElementsFade(t *testing.T) {
	s := mapStore(t, abi.BPF_MAP_TYPE_LRU_HASH, 4, 4, 8, 0)
	for i := 1; i <= 9; i++ {
		s.inside.AddElement(fmt.Sprint(i), "7")
	}
	says(t, s, "evicted")
	s.inside.AddElement("30", "7")
	s.inside.DeleteKey("1e000000")
	says(t, s, "30 → 7", "removed")
}

func TestPagesFollowTheSearch(t *testing.T) {
	s := mapStore(t, abi.BPF_MAP_TYPE_ARRAY, 4, 8, 1000, 0)
	says(t, s, "0 to 47 of 1000")
	s.inside.Leaf(leafs[3].to)
	says(t, s, "960 to 999 of 1000")
	s.inside.FindKey("500")
	says(t, s, "500 to 547 of 1000", "found")
	s.inside.Jump("1000")
	says(t, s, "Use 0 to 999")
	s.inside.Jump("7")
	says(t, s, "7 to 54 of 1000")
	s.inside.FindKey("five")
	says(t, s, `Invalid number "five"`)
	s.inside.FindKey("")
	says(t, s, "0 to 47 of 1000")
	s.inside.AddElement("600", "6") // the page follows a call although the user has not turned pages
	says(t, s, "600 to 647 of 1000", "written")
}

func TestFormsBelongToTheirMap(t *testing.T) {
	s := mapStore(t, abi.BPF_MAP_TYPE_HASH, 4, 8, 8, 0)
	s.inside.SetForm(1, false, value.IPv4)
	s.inside.SetForm(1, true, value.Text)
	s.inside.AddElement("10.0.0.1", "eth0")
	says(t, s, "10.0.0.1 → eth0")
	s.inside.SetForm(1, true, value.U16BE)
	says(t, s, "10.0.0.1 → 25972 26672 0 0")
}

func TestBuffersAreTypedInTheirForm(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(lpm_trie,8,4,8,1)"); err != nil {
		t.Fatal(err)
	}
	s.draft.Choose(core.OpBpf, abi.BPF_MAP_UPDATE_ELEM)
	s.draft.SetBufferForm(&abi.ElemKey, value.Prefix)
	s.draft.SetBufferForm(&abi.ElemValue, value.U32BE)
	s.draft.SetBuffer(&abi.ElemKey, "10.0.0.0/8")
	s.draft.SetBuffer(&abi.ElemValue, "0x0a")
	if got := value.Hex.Format(s.draft.buffers["key"]) + " " + value.Hex.Format(s.draft.buffers["value"]); got != "08 00 00 00 0a 00 00 00 00 00 00 0a" {
		t.Errorf("the bytes are %s", got)
	}
	s.draft.SetBuffer(&abi.ElemKey, "10.0.0.0")
	if !s.draft.faulty() || value.Hex.Format(s.draft.buffers["key"]) != "08 00 00 00 0a 00 00 00" {
		t.Errorf("half a prefix left % x and the message %q", s.draft.buffers["key"], s.draft.wrong[bufferInput(&abi.ElemKey)])
	}
}
