package web

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

func TestEveryExampleOpensAtAnEvent(t *testing.T) {
	for _, e := range Examples {
		s := NewStore(nil)
		if err := s.Load(e.Link); err != nil {
			t.Errorf("%s: %v", e.Title, err)
			continue
		}
		if settled(s).desk.trace() == nil || settled(s).desk.trace().Sentence() == "" {
			t.Errorf("%s opens at a step without a sentence", e.Title)
		}
	}
}

func TestFieldsAndBytesStayInSync(t *testing.T) {
	s := NewStore(nil)
	s.draft.SetField(&abi.KeySize, "0x102")
	if got := s.draft.usual(byteInput(5)); got != "01" {
		t.Errorf("byte 5 is %s after setting key_size to 0x102", got)
	}
	s.draft.SetByte(4, "ff")
	if got := s.draft.usual(abi.KeySize.Name); got != "511" {
		t.Errorf("key_size is %s after setting byte 4 to ff", got)
	}
	s.draft.SetStrace("bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=9, max_entries=2}, 16)")
	if got := s.draft.usual(abi.ValueSize.Name); got != "9" {
		t.Errorf("value_size is %s after setting it to 9 in the line", got)
	}
	before := s.draft.line()
	s.draft.SetField(&abi.KeySize, "4294967296")
	s.draft.SetByte(0, "zz")
	if s.draft.line() != before || !s.draft.faulty() {
		t.Errorf("invalid text changed the call to %s", s.draft.line())
	}
}

func TestAPastedDumpKeepsItsOwnLength(t *testing.T) {
	s := NewStore(nil)
	s.paste.Set("00000000: 0100 0000 0400 0000 0800 0000  ............")
	if !strings.Contains(s.paste.As, "12 bytes") {
		t.Fatalf("it was read as %q (%s)", s.paste.As, s.paste.Wrong)
	}
	s.paste.Use()
	if s.draft.Size != 12 || len(s.draft.Attr) != 12 {
		t.Errorf("the call has size %d and %d bytes", s.draft.Size, len(s.draft.Attr))
	}
}

func TestAttrsOfAnyLengthAreTakenOrRefused(t *testing.T) {
	s := NewStore(nil)
	s.paste.Set(strings.Repeat("01 ", 5000))
	s.paste.Use()
	s.draft.Run()
	if e, refused := settled(s).desk.trace().Refusal(); !refused || e.Check.Errno != abi.E2BIG {
		t.Errorf("an attr of 5000 bytes returned %d", settled(s).desk.trace().Result)
	}
	if n := s.draft.bytesShown(); n != bytesMost {
		t.Errorf("%d of 5000 bytes are shown", n)
	}
	s.paste.Set(strings.Repeat("01 ", 1<<20))
	if !strings.Contains(s.paste.Wrong, "want at most 1 MiB") {
		t.Errorf("a text of three million bytes: %q", s.paste.Wrong)
	}
	s.paste.Set(strings.Repeat("01 ", 1<<17))
	if !strings.Contains(s.paste.Wrong, "memory for 32768") {
		t.Errorf("a hundred thousand bytes: %q", s.paste.Wrong)
	}
}

func TestSteppingVisitsEveryEventOnce(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=seed/types=1/create(hash,4,8,16)/work()/fork(1)/close(3)/t1.close(3)/work()/at=0"); err != nil {
		t.Fatal(err)
	}
	s.desk.First()
	_, last := s.desk.position()
	for place := range last {
		if at, _ := s.desk.position(); at != place {
			t.Fatalf("step %d has place %d", place, at)
		}
		s.desk.Next()
	}
	if !s.desk.AtEnd() {
		t.Errorf("after the last step the desk shows %+v, want the end", s.desk.at)
	}
	for range last {
		s.desk.Prev()
	}
	if s.desk.at != (history.Step{}) {
		t.Errorf("going back ends at %+v", s.desk.at)
	}
}

func TestUndoRestoresAReplacedHistory(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=seed/types=1/create(hash,4,8,16)"); err != nil {
		t.Fatal(err)
	}
	was := s.desk.Link().String()
	s.desk.Clear()
	s.desk.Undo()
	if got := s.desk.Link().String(); got != was {
		t.Errorf("Undo restored %s, want %s", got, was)
	}
	if err := s.Load("v1~AAAA/k=seed/crea"); err == nil || s.desk.Link().String() != was || !s.notice.Bad {
		t.Errorf("a cut link left %s and the notice %q", s.desk.Link().String(), s.notice.Text)
	}
}

func TestLinkWithImpossibleCalls(t *testing.T) {
	for text, want := range map[string]string{
		"v1/k=seed/t5.close(3)":    "no living task 5",
		"v1/k=seed/traced(3,3,61)": "opens of traced",
	} {
		s := NewStore(nil)
		was := s.desk.Link().String()
		if err := s.Load(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q", text, err, want)
		}
		if now := s.desk.Link().String(); now != was || !s.notice.Bad {
			t.Errorf("%s left %s and the notice %q", text, now, s.notice.Text)
		}
	}
}

// TestTheStripSeparatesCauses opens a trie that releases refuse with EINVAL for two causes, and one with E2BIG.
func TestTheStripSeparatesCauses(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(lpm_trie,8,8,16,1)"); err != nil {
		t.Fatal(err)
	}
	parts := segments(settled(s).releases.all, false)
	var shown []string
	for _, p := range parts {
		shown = append(shown, p.letter()+" "+releasesOf(p)+" "+p.result)
	}
	want := []string{"A seed −1 E2BIG", "B 3.18 to 4.4 −1 EINVAL", "C 4.9 −1 EINVAL", " 4.14 to 7.3 = 3"}
	if !slices.Equal(shown, want) {
		t.Errorf("the segments are %q, want %q", shown, want)
	}
	if text := why(parts, s.desk.machine().Release); text != "Since 4.14. On 4.9: −1 EINVAL (C)." {
		t.Errorf("the strip says %q", text)
	}
}

// TestTheStripNamesTheEarlierCall makes a call on a map that old releases do not create.
func TestTheStripNamesTheEarlierCall(t *testing.T) {
	s := opened(t, "v1/k=6.12/create(hash,4,4,2,64)/w(10001000,01000000)/update_elem(3,0x10001000,0x10002000,0)")
	for _, p := range segments(settled(s).releases.all, false) {
		if releasesOf(p) == "3.18 to 4.4" {
			if want := "Call 1 fails on 3.18 with EINVAL, so descriptor 3 is not open. "; !strings.HasPrefix(p.reason, want) {
				t.Errorf("the cause is %q, want one that begins with %q", p.reason, want)
			}
			return
		}
	}
	t.Errorf("the segments are %+v", segments(s.releases.all, false))
}

// TestTheDeskDraws renders every panel and column without a browser.
func TestTheDeskDraws(t *testing.T) {
	s := NewStore(nil)
	page := &Page{S: s}
	tester := app.NewClientTester(page)
	defer tester.Close()
	tester.Mount(page)
	tester.Consume()
	for _, p := range []Panel{MachinePanel, ExamplesPanel, PastePanel, HelpPanel, ReleasePanel, NoPanel} {
		s.run(func() { s.Open(p) })
		page.Update()
		tester.Consume()
	}
	for _, e := range Examples {
		s.run(func() {
			if err := s.Load(e.Link); err != nil {
				t.Fatal(err)
			}
		})
		page.Update()
		tester.Consume()
	}
}

func TestALargeHistoryIsNotComparedOnEveryRelease(t *testing.T) {
	s := NewStore(nil)
	for n := 0; !s.desk.isLate(); n++ {
		if n == 10_000 {
			t.Fatalf("%d calls are not too many to compare", n)
		}
		if _, err := s.Make(core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, 16)); err != nil {
			t.Fatal(err)
		}
	}
	if results := settled(s).releases.all; results != nil || !strings.Contains(why(segments(results, false), abi.Seed), "Choose a release above") {
		t.Errorf("%d results, and the strip shows %q", len(results), why(segments(results, false), abi.Seed))
	}
}
