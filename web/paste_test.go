package web

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

const (
	tracedHash   = "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=2}, 72) = 3\n"
	tracedRing   = "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_RINGBUF, key_size=0, value_size=0, max_entries=4096}, 72) = 4\n"
	tracedUpdate = "bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000, flags=BPF_ANY}, 32) = 0\n"
	tracedLookup = "bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=3, key=0x7ffe1000, value=0x7ffe2000}, 32) = -1 ENOENT (No such file or directory)\n"
	tracedClose  = "close(3) = 0\n"
)

// replayedOn pastes a text and replays it on a release, or on the best.
func replayedOn(t *testing.T, text, release string) *Store {
	t.Helper()
	s := NewStore(nil)
	s.SetPaste(text)
	s.paste.On = release
	s.ReplayPaste()
	if s.session.Len() == 0 {
		t.Fatalf("nothing was loaded: %s%s", s.paste.Wrong, s.notice.Text)
	}
	return s
}

func TestATraceIsNamedAndReplayed(t *testing.T) {
	s := NewStore(nil)
	s.SetPaste("make: nothing to do\n" + tracedHash + tracedRing + tracedClose)
	if !strings.Contains(s.paste.As, "strace") || !strings.Contains(s.paste.As, "3 calls") {
		t.Fatalf("it was read as %q (%s)", s.paste.As, s.paste.Wrong)
	}
	if why := s.paste.lines.why[0]; why == "" || s.paste.lines.inCall[0] || !s.paste.lines.inCall[1] {
		t.Errorf("the first line is not shown as unread (%q)", why)
	}
	s.ReplayPaste()
	if a := s.agreement(); a.said != 3 || a.agree != 3 || len(a.differs) != 0 {
		t.Errorf("%d of %d agree", a.agree, a.said)
	}
	if len(s.origin.text.Unread) != 1 || s.open != NoPanel {
		t.Errorf("%d lines were not read, and the panel %q is open", len(s.origin.text.Unread), s.open)
	}
}

// TestBytesThatAreWrongSayWhere: what begins as bytes is told what is wrong with them.
func TestBytesThatAreWrongSayWhere(t *testing.T) {
	for text, must := range map[string]string{"010": "odd", "01 00 0g 00": "0g", "The quick brown fox": "nothing that is known"} {
		s := NewStore(nil)
		if s.SetPaste(text); !strings.Contains(s.paste.Wrong, must) {
			t.Errorf("of %q is said: %q", text, s.paste.Wrong)
		}
	}
}

// TestAnotherKernelIsProposed replays on a release that differs and switches to the one that does not.
func TestAnotherKernelIsProposed(t *testing.T) {
	s := replayedOn(t, tracedHash+tracedRing+tracedClose, "5.4")
	a := s.agreement()
	if a.agree != 2 || len(a.differs) != 1 || !s.bestIsBetter() {
		t.Fatalf("on 5.4 %d of %d agree, proposed %v", a.agree, a.said, s.bestIsBetter())
	}
	if n, _ := s.session.Call(a.differs[0]); s.at.Call != a.differs[0] || n.Said.Ret != 4 {
		t.Errorf("call %d is shown, not the first difference", s.at.Call)
	}
	if says := s.wouldSay(a.differs[0]); !strings.Contains(says, "Linux 7.3 gives this answer") {
		t.Errorf("of the difference is said: %q", says)
	}
	s.SwitchToBest()
	if a := s.agreement(); a.agree != 3 || s.bestIsBetter() {
		t.Errorf("on %v %d of %d agree", s.session.Machine().Release, a.agree, a.said)
	}
	if c, _ := s.session.Call(s.at.Call); c.Said.Ret != 4 {
		t.Errorf("after the switch call %d is shown", s.at.Call)
	}
	r, _ := abi.ParseRelease("4.19")
	if s.Reboot(s.session.Machine().On(core.Named(r))); !s.bestIsBetter() {
		t.Error("on 4.19 nothing better is proposed")
	}
}

// TestTheLinkOfATraceKeepsWhatItSays opens the link elsewhere.
func TestTheLinkOfATraceKeepsWhatItSays(t *testing.T) {
	s := replayedOn(t, tracedHash+tracedUpdate+tracedHash+tracedClose, "6.12")
	other := NewStore(nil)
	if err := other.Load(s.Link().String()); err != nil {
		t.Fatal(err)
	}
	a, b := s.agreement(), other.agreement()
	if a.said != b.said || a.agree != b.agree || a.inferred != b.inferred || b.inferred != 1 || b.said != 4 {
		t.Errorf("%+v became %+v", a, b)
	}
}

func TestFilledMemoryCanBeChanged(t *testing.T) {
	s := replayedOn(t, tracedHash+tracedUpdate+tracedLookup, "6.12")
	if n := len(s.fills(2)); n != 2 {
		t.Fatalf("the update has %d pieces of filled-in memory", n)
	}
	key := s.fills(2)[0]
	s.SetFill(2, 0, "aa bb")
	if s.fillWrong.why == "" || s.session.Len() != 3 {
		t.Errorf("two bytes for a key of four were taken (%q)", s.fillWrong.why)
	}
	s.SetFill(2, 0, "aa bb cc dd")
	c, _ := s.session.Call(2)
	if at := writeAt(c, key); at < 0 || c.Writes[at].Bytes[0] != 0xaa {
		t.Errorf("the key is not what was typed: %v", c.Writes)
	}
	if a := s.agreement(); a.agree != 3 || len(s.fills(2)) != 2 {
		t.Errorf("%d of %d agree, %d pieces", a.agree, a.said, len(s.fills(2)))
	}
	s.SetFill(3, 0, "aa bb cc dd")
	if a := s.agreement(); a.agree != 2 || len(a.differs) != 1 {
		t.Errorf("a lookup of a key that is there: %d of %d agree", a.agree, a.said)
	}
}

// TestStoppingLosesNothing stops in the middle of a replay.
func TestStoppingLosesNothing(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)"); err != nil {
		t.Fatal(err)
	}
	before := s.session
	s.SetPaste(strings.Repeat(tracedHash+tracedClose, 200))
	if !s.beginReplay("") {
		t.Fatal(s.paste.Wrong)
	}
	s.workStep()
	s.StopPaste()
	if words, _, _ := s.paste.work.busy(); words != "" || s.session != before || s.paste.Text == "" || !s.paste.fitsHistory() {
		t.Errorf("after stopping it is %q, and the desk or the text have changed", words)
	}
}

// TestHistoryRowsFollowTheScrolling: the rows in view are among those in the page, wherever one scrolls.
func TestHistoryRowsFollowTheScrolling(t *testing.T) {
	s := replayedOn(t, strings.Repeat(tracedHash+tracedClose, 2000), "6.12")
	n := s.session.Len()
	for _, at := range []int{1, 700, 701, 2500, 100, n} {
		s.HistoryScrolled(ListPlace{Top: -float64(at-1) * 40, View: 900, Row: 40})
		if at < s.rows.first || at > s.rows.last(n) || s.rows.last(n) < min(n, at+20) {
			t.Errorf("scrolled to call %d, the page has %d to %d", at, s.rows.first, s.rows.last(n))
		}
	}
	s.goTo(core.Step{Call: 1500, Event: -1})
	if s.rows.first > 1500 || s.rows.last(n) < 1500 {
		t.Errorf("call 1500 was chosen, and the page has %d to %d", s.rows.first, s.rows.last(n))
	}
}

func TestALessonIsOpened(t *testing.T) {
	s := NewStore(nil)
	s.OpenText("lesson.txt", textOf("lessons/02-the-first-commit.txt"))
	if s.paste.lesson == nil || s.open != PastePanel {
		t.Fatalf("it was read as %q (%s)", s.paste.As, s.paste.Wrong)
	}
	s.UseLesson()
	if s.session.Len() == 0 || s.open != NoPanel {
		t.Error("the lesson's history was not opened")
	}
}

func TestScriptsPasteAText(t *testing.T) {
	s := NewStore(nil)
	found, err := s.Paste("noise\n"+tracedHash+tracedRing, "", "5.4")
	if err != nil || found.Calls != 2 || found.Said != 2 || found.Agree != 1 || found.Release != "5.4" || len(found.Unread) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	for _, text := range []string{"", "The quick brown fox"} {
		if _, err := s.Paste(text, "", ""); err == nil {
			t.Errorf("%q was pasted", text)
		}
	}
	if s.session.Len() == 0 {
		t.Error("what was pasted before is gone")
	}
}
