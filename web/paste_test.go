package web

import (
	"strings"
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/match"
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
	s.paste.Set(text)
	s.paste.On = release
	s.paste.Replay()
	if s.desk.session.Len() == 0 {
		t.Fatalf("no history was loaded: %s%s", s.paste.Wrong, s.notice.Text)
	}
	return s
}

func TestATraceIsNamedAndReplayed(t *testing.T) {
	s := NewStore(nil)
	s.paste.Set("make: nothing to do\n" + tracedHash + tracedRing + tracedClose)
	if !strings.Contains(s.paste.As, "strace") || !strings.Contains(s.paste.As, "3 calls") {
		t.Fatalf("it was read as %q (%s)", s.paste.As, s.paste.Wrong)
	}
	if why := s.paste.lines.why[0]; why == "" || s.paste.lines.inCall[0] || !s.paste.lines.inCall[1] {
		t.Errorf("the first line is not shown as unread (%q)", why)
	}
	s.paste.Replay()
	if a := settled(s).traced.agreed; a.Judged != 3 || a.Agree != 3 || len(a.differs) != 0 {
		t.Errorf("%d of %d agree", a.Agree, a.Judged)
	}
	if len(s.desk.origin.text.Unread) != 1 || s.panel != NoPanel {
		t.Errorf("%d lines were not read, and the panel %q is open", len(s.desk.origin.text.Unread), s.panel)
	}
}

// TestInvalidBytesNameTheirPlace checks the error of invalid bytes.
func TestInvalidBytesNameTheirPlace(t *testing.T) {
	for text, must := range map[string]string{"010": "odd", "01 00 0g 00": "0g", "The quick brown fox": "unknown format of", "\x7fELF\x02\x01\x01\x00": "compiled object"} {
		s := NewStore(nil)
		if s.paste.Set(text); !strings.Contains(s.paste.Wrong, must) {
			t.Errorf("error for %q: %q", text, s.paste.Wrong)
		}
	}
}

// TestAnotherKernelIsProposed replays on a release that disagrees and switches to one that agrees.
func TestAnotherKernelIsProposed(t *testing.T) {
	s := replayedOn(t, tracedHash+tracedRing+tracedClose, "5.4")
	a := settled(s).traced.agreed
	if a.Agree != 2 || len(a.differs) != 1 || !settled(s).traced.bestIsBetter() {
		t.Fatalf("on 5.4 %d of %d agree, proposed %v", a.Agree, a.Judged, settled(s).traced.bestIsBetter())
	}
	if n, _ := s.desk.session.Call(a.differs[0]); s.desk.at.Call != a.differs[0] || n.Want != 4 {
		t.Errorf("call %d is shown, not the first difference", s.desk.at.Call)
	}
	if says := s.traced.wouldSay(a.differs[0]); !strings.Contains(says, "Linux 7.3 returns this result") {
		t.Errorf("sentence about the difference: %q", says)
	}
	s.traced.SwitchToBest()
	if a := settled(s).traced.agreed; a.Agree != 3 || settled(s).traced.bestIsBetter() {
		t.Errorf("on %v %d of %d agree", s.desk.session.Machine().Release, a.Agree, a.Judged)
	}
	if c, _ := s.desk.session.Call(s.desk.at.Call); c.Want != 4 {
		t.Errorf("after the switch call %d is shown", s.desk.at.Call)
	}
	r, _ := abi.ParseRelease("4.19")
	if s.desk.Reboot(s.desk.session.Machine().On(core.Named(r))); !settled(s).traced.bestIsBetter() {
		t.Error("on 4.19 nothing better is proposed")
	}
}

// TestTheLinkOfATraceKeepsItsResults opens the link in another store.
func TestTheLinkOfATraceKeepsItsResults(t *testing.T) {
	s := replayedOn(t, tracedHash+tracedUpdate+tracedHash+tracedClose, "6.12")
	other := NewStore(nil)
	if err := other.Load(s.desk.Link().String()); err != nil {
		t.Fatal(err)
	}
	a, b := settled(s).traced.agreed, settled(other).traced.agreed
	if a.Judged != b.Judged || a.Agree != b.Agree || a.inferred != b.inferred || b.inferred != 1 || b.Judged != 4 {
		t.Errorf("%+v became %+v", a, b)
	}
}

func TestFilledMemoryCanBeChanged(t *testing.T) {
	s := replayedOn(t, tracedHash+tracedUpdate+tracedLookup, "6.12")
	if n := len(s.traced.fills(2)); n != 2 {
		t.Fatalf("the update has %d pieces of filled-in memory", n)
	}
	key := s.traced.fills(2)[0]
	s.traced.SetFill(2, 0, "aa bb")
	if s.traced.fillWrong.why == "" || s.desk.session.Len() != 3 {
		t.Errorf("two bytes for a key of four were taken (%q)", s.traced.fillWrong.why)
	}
	s.traced.SetFill(2, 0, "aa bb cc dd")
	c, _ := s.desk.session.Call(2)
	if at := writeAt(c.Call, key); at < 0 || c.Writes[at].Bytes[0] != 0xaa {
		t.Errorf("the key differs from the typed one: %v", c.Writes)
	}
	if a := settled(s).traced.agreed; a.Agree != 3 || len(s.traced.fills(2)) != 2 {
		t.Errorf("%d of %d agree, %d pieces", a.Agree, a.Judged, len(s.traced.fills(2)))
	}
	s.traced.SetFill(3, 0, "aa bb cc dd")
	if a := settled(s).traced.agreed; a.Agree != 2 || len(a.differs) != 1 {
		t.Errorf("a lookup of an existing key: %d of %d agree", a.Agree, a.Judged)
	}
}

// TestAProgramOfATraceIsInTheForm shows a load of a trace: the form has its instructions and its license.
func TestAProgramOfATraceIsInTheForm(t *testing.T) {
	s := replayedOn(t, "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=2, insns=[{code=BPF_ALU64|BPF_K|BPF_MOV, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0x7}, {code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], "+
		`license="MIT", log_level=0, log_size=0, log_buf=NULL, kern_version=KERNEL_VERSION(0, 0, 0), prog_flags=0}, 72) = 3`+"\n", "6.12")
	s.do(func() { s.desk.goToCall(1) })
	if d := &settled(s).draft.draftCall; !strings.Contains(d.program.text, "r0 = 7") || string(d.buffers[abi.License.Name]) != "MIT\x00" {
		t.Errorf("the form has the program %q and the license %q", d.program.text, d.buffers[abi.License.Name])
	}
	s.do(func() { s.draft.SetProgram("r0 = 8\nexit") })
	s.do(s.draft.Replace)
	if c, ret := s.desk.session.Call(1); ret != 3 || !strings.Contains(drawnPage(settled(s)), "r0 = 8") {
		t.Errorf("the changed program returns %d: %v", ret, c.Call.Writes)
	}
}

// TestTheMapsOfAnEarlierLoadAreNamed edits a load of a task that exits later.
func TestTheMapsOfAnEarlierLoadAreNamed(t *testing.T) {
	s := replayedOn(t, tracedHash+"bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=4, insns=[{code=BPF_LD|BPF_DW|BPF_IMM, dst_reg=BPF_REG_1, src_reg=BPF_REG_1, off=0, imm=0x3}, "+
		"{code=BPF_LD|BPF_W|BPF_IMM, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}, {code=BPF_ALU64|BPF_K|BPF_MOV, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}, "+
		`{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], license="GPL", log_level=0, log_size=0, log_buf=NULL, kern_version=KERNEL_VERSION(0, 0, 0), prog_flags=0}, 72) = 4`+
		"\n+++ exited with 0 +++\n", "6.12")
	s.do(func() { s.desk.goToCall(2) })
	if drawn := drawnPage(settled(s)); !strings.Contains(drawn, "is map 1: hash 4→8 ×2") || strings.Contains(drawn, "is not open in task") {
		t.Error("the form does not name the map of the program")
	}
}

// TestAChosenByteIsCalledSo replays a call of which strace prints that later bytes are not zero.
func TestAChosenByteIsCalledSo(t *testing.T) {
	s := replayedOn(t, "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_PERCPU_HASH, key_size=64, value_size=8, max_entries=128, map_flags=0, inner_map_fd=0, ...}, 72) = -1 EINVAL (Invalid argument)\n"+
		"bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_PERCPU_HASH, key_size=64, value_size=8, max_entries=128, map_flags=0, inner_map_fd=0}, 72) = 3\n", "4.19")
	if drawn, want := drawnPage(settled(s)), "The text hides the attr from byte 24 on, which is not all zero there. Byte 60 was set for it."; !strings.Contains(drawn, want) {
		t.Errorf("the page does not say %q", want)
	}
	s.do(func() { s.desk.goToCall(2) })
	if strings.Contains(drawnPage(settled(s)), "was set for it") {
		t.Error("the page says that it set a byte of a call that the text shows")
	}
}

// TestOnlyInputIsCalledFilledIn replays a load with a log: only the kernel writes the buffer, and the text shows it.
func TestOnlyInputIsCalledFilledIn(t *testing.T) {
	s := replayedOn(t, "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=1, insns=[{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], "+
		`license="GPL", log_level=1, log_size=4096, log_buf="0: (95) exit\nR0 !read_ok\n", kern_version=KERNEL_VERSION(0, 0, 0), prog_flags=0}, 72) = -1 EACCES (Permission denied)`+"\n", "6.12")
	if drawn := drawnPage(settled(s)); strings.Contains(drawn, "filled in") || !strings.Contains(drawn, "R0 !read_ok") {
		t.Error("the page says that it filled in the log, or has no log")
	}
}

// TestStoppingAReplayKeepsTheWork stops in the middle of a replay.
func TestStoppingAReplayKeepsTheWork(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)"); err != nil {
		t.Fatal(err)
	}
	before := s.desk.session
	s.paste.Set(strings.Repeat(tracedHash+tracedClose, 200))
	s.soon = func(time.Duration, func()) {} // the work waits
	s.paste.Replay()
	if s.paste.work.step(); !s.paste.at(replaying) {
		t.Fatalf("the replay is not under way: %s", s.paste.Wrong)
	}
	s.paste.Stop()
	if s.paste.work.job != nil || s.desk.session != before || s.paste.Text == "" || !s.paste.fitsHistory() {
		t.Errorf("after stopping: the work goes on, or the desk or text changed")
	}
}

// TestACallOfAReproducerIsEdited changes a flag of a call whose attr is outside the arena, also in a restored form.
func TestACallOfAReproducerIsEdited(t *testing.T) {
	s := replayedOn(t, "r0 = bpf$MAP_CREATE(0x0, &(0x7f0000000000)=@base={0x17, 0x0, 0x4, 0x8}, 0x48)\n"+
		`bpf$MAP_UPDATE_ELEM(0x2, &(0x7f0000000100)={r0, 0x0, &(0x7f00000000c0)="aaaaaaaa", 0x1}, 0x20)`+"\n", "6.12")
	s.do(func() { s.desk.goToCall(2) })
	kept, _ := s.draft.saved()
	if err := s.draft.restore(kept); err != nil {
		t.Fatal(err)
	}
	if line := s.draft.line(); !strings.Contains(line, "flags=BPF_NOEXIST") {
		t.Errorf("the form shows %s", line)
	}
	s.do(func() {
		s.draft.SetField(&abi.UpdateFlags, "BPF_ANY")
		s.draft.SetBuffer(&abi.ElemValue, "0b 00 00 00")
	})
	s.do(s.draft.Replace)
	if c, ret := s.desk.session.Call(2); ret != 0 || len(c.Call.Attr()) == 0 {
		t.Errorf("the changed call returns %d, want 0", ret)
	}
	if !strings.Contains(drawnPage(s), "= 11") {
		t.Error("the call does not push the value of the form")
	}
	s.do(func() { s.draft.SetAddr("0x7f0000a00000") })
	if c := s.draft.call(); c.Attr() != nil {
		t.Errorf("a call writes %d bytes to an address without memory", len(c.Attr()))
	}
}

// TestHistoryRowsFollowTheScrolling scrolls to several positions. The page must contain the visible rows.
func TestHistoryRowsFollowTheScrolling(t *testing.T) {
	s := replayedOn(t, strings.Repeat(tracedHash+tracedClose, 2000), "6.12")
	n := s.desk.session.Len()
	for _, at := range []int{1, 700, 701, 2500, 100, n} {
		s.HistoryScrolled(ListPlace{Top: -float64(at-1) * 40, View: 900, Row: 40})
		if at < s.desk.rows.first || at > s.desk.rows.last(n) || s.desk.rows.last(n) < min(n, at+20) {
			t.Errorf("scrolled to call %d, the page has %d to %d", at, s.desk.rows.first, s.desk.rows.last(n))
		}
	}
	s.desk.goTo(history.Step{Call: 1500, Event: -1})
	if s.desk.rows.first > 1500 || s.desk.rows.last(n) < 1500 {
		t.Errorf("call 1500 was chosen, and the page has %d to %d", s.desk.rows.first, s.desk.rows.last(n))
	}
}

func TestALessonIsOpened(t *testing.T) {
	s := NewStore(nil)
	s.OpenText("lesson.txt", course().Lessons[1].Source)
	if s.paste.lesson == nil || s.panel != PastePanel {
		t.Fatalf("it was read as %q (%s)", s.paste.As, s.paste.Wrong)
	}
	s.paste.UseLesson()
	if s.desk.session.Len() == 0 || s.panel != NoPanel {
		t.Error("the lesson's history was not opened")
	}
}

// TestThePageShowsWhatIsTraced replays a trace with calls that are not emulated, memory that differs and unseen input.
func TestThePageShowsWhatIsTraced(t *testing.T) {
	info := `bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=3, info_len=88 => 80, info=0x7ffe3000}}, 16) = 0` + "\n"
	s := replayedOn(t, tracedHash+"eventfd2(0, EFD_CLOEXEC) = 4\n"+tracedUpdate+info, "6.12")
	g := &Agreement{Traced: settled(s).traced, Desk: s.desk, Paste: s.paste}
	const want = "3 of 3 results agree with Linux 6.12.117. 1 result was taken from the text and not judged. 0 of 1 piece of returned memory was equal. 12 bytes of input were chosen that the text does not show."
	if got := g.words() + " " + g.notShown(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if how, _ := s.traced.saying(2); how != saysTraced {
		t.Errorf("call 2 is shown as %d", how)
	}
	if others := s.traced.otherPieces(4); len(others) != 1 || others[0].Why == "" {
		t.Errorf("pieces that differ: %+v", others)
	}
}

func TestScriptsPasteAText(t *testing.T) {
	s := NewStore(nil)
	found, err := s.Paste("noise\n"+tracedHash+tracedRing, "", "5.4")
	if want := (match.Tally{Said: 2, Judged: 2, Agree: 1}); found.Tally != want {
		t.Errorf("%+v, want %+v", found.Tally, want)
	}
	if err != nil || found.Calls != 2 || found.Judged != 2 || found.Agree != 1 || found.Release != "5.4" || len(found.Unread) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	for _, text := range []string{"", "The quick brown fox"} {
		if _, err := s.Paste(text, "", ""); err == nil {
			t.Errorf("%q was pasted", text)
		}
	}
	if s.desk.session.Len() == 0 {
		t.Error("the previous text was lost")
	}
}

// TestAResultFromTheTextIsNotJudged replays a library's message about a program that it does not show.
func TestAResultFromTheTextIsNotJudged(t *testing.T) {
	drawn := drawnPage(replayedOn(t, "libbpf: prog 'count': BPF program load failed: Permission denied\n", ""))
	if !strings.Contains(drawn, "The text has no result to compare with Linux") || !strings.Contains(drawn, "does not run here") {
		t.Error("the page does not say that the result comes from the text")
	}
	for _, wrong := range []string{"0 of 0 results", "The results fit", "Every release", "No small change makes this call succeed"} {
		if strings.Contains(drawn, wrong) {
			t.Errorf("the page says %q", wrong)
		}
	}
}

// TestTheVersionOfALoadDecidesBetweenReleases replays a refused load that names its kernel, on releases that fit equally.
func TestTheVersionOfALoadDecidesBetweenReleases(t *testing.T) {
	load := "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_KPROBE, insn_cnt=1, insns=[{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], " +
		`license="GPL", log_level=0, log_size=0, log_buf=NULL, kern_version=KERNEL_VERSION(%s), prog_flags=0, prog_name="p", prog_ifindex=0, expected_attach_type=0}, 72) = -1 EACCES (Permission denied)` + "\n"
	for version, want := range map[string]string{"5, 4, 228": "5.4", "5, 11, 0": "5.10", "255, 255, 254": "7.3"} {
		s := replayedOn(t, strings.Replace(load, "%s", version, 1), "")
		if got := s.desk.machine().Release.Series().String(); got != want {
			t.Errorf("%s: replayed on %s, want %s", version, got, want)
		}
		named := strings.Contains(drawnPage(settled(s)), "kern_version names "+strings.ReplaceAll(strings.TrimSuffix(version, ", 0"), ", ", "."))
		if named != (want != "7.3") {
			t.Errorf("%s: the page names it: %v", version, named)
		}
	}
}

// TestCallsThatDoNotRunAreListed replays a program of syzkaller whose load shows no instructions.
func TestCallsThatDoNotRunAreListed(t *testing.T) {
	s := replayedOn(t, "r0 = bpf$PROG_LOAD(0x5, &(0x7f0000000200)={0x1, 0x3, &(0x7f0000000140)}, 0x90)\n"+
		"bpf$BPF_PROG_TEST_RUN(0xa, &(0x7f0000000280)={r0, 0x0, 0xe, 0x0, &(0x7f0000000300)}, 0x50)\n", "6.12")
	drawn := drawnPage(s)
	for _, must := range []string{"1 call of the text was not run", "Line 2, BPF_PROG_TEST_RUN: the text shows no result", ">assumed<"} {
		if !strings.Contains(drawn, must) {
			t.Errorf("the page does not say %q", must)
		}
	}
	if strings.Contains(drawn, "comes from the trace") {
		t.Error("the page says that the result comes from the trace")
	}
}

// TestOnlyWhatIsShownIsReplayed uses a message that shows no program, and one with the verifier's log.
func TestOnlyWhatIsShownIsReplayed(t *testing.T) {
	const message = "libbpf: prog 'count': BPF program load failed: Permission denied\n"
	s := NewStore(nil)
	s.paste.Set(message)
	if s.paste.useText(); s.desk.session.Len() != 0 || s.draft.Cmd != abi.BPF_PROG_LOAD {
		t.Errorf("a message without a program makes %d calls, and the form shows %v", s.desk.session.Len(), s.draft.Cmd)
	}
	s = NewStore(nil)
	s.paste.Set(message + "0: (b7) r0 = 0\n1: (95) exit\n")
	if s.paste.useText(); s.desk.session.Len() != 1 {
		t.Errorf("a message with a log makes %d calls: %s", s.desk.session.Len(), s.paste.Wrong)
	}
}

// TestThePanelSaysOnceWhatItLeavesOut reads a message whose assumption is also what its call lacks, and a call of no interest.
func TestThePanelSaysOnceWhatItLeavesOut(t *testing.T) {
	for text, want := range map[string]string{
		"libbpf: prog 'count': BPF program load failed: Permission denied\n": "does not show the program",
		tracedHash + "write(1, \"ok\", 2) = 2\n":                             "1 line was left out.",
	} {
		s := fresh(t)
		s.Open(PastePanel)
		s.paste.Set(text)
		if n := strings.Count(drawnPage(s), want); n != 1 {
			t.Errorf("of %q the panel says %d times %q", text, n, want)
		}
	}
}
