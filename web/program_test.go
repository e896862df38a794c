package web

import (
	"bytes"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// loadedOn takes a ready program on a release.
func loadedOn(t *testing.T, release, title string) *Store {
	t.Helper()
	s := opened(t, "v1/k="+release)
	for i, p := range programSamples {
		if p.title == title {
			s.draft.TakeSample(i)
			return settled(s)
		}
	}
	t.Fatalf("no ready program %q", title)
	return nil
}

func TestReadyProgramsMakeTheirMapsAndLoad(t *testing.T) {
	for _, p := range programSamples {
		s := loadedOn(t, "6.12", p.title)
		if want := len(p.maps) + 1; s.desk.session.Len() != want {
			t.Fatalf("%s makes %d calls, want %d", p.title, s.desk.session.Len(), want)
		}
		accepted := s.desk.trace().Result >= 0
		if accepted != (p.title != "Missing null check") {
			t.Errorf("%s returns %d: %s", p.title, s.desk.trace().Result, s.desk.trace().Sentence())
		}
		if accepted && (s.verdict.prog == nil || len(s.verdict.maps) != len(p.maps)) {
			t.Errorf("%s: the loaded program is %+v", p.title, s.verdict.prog)
		}
		n := s.desk.session.Len()
		s.draft.TakeSample(0)
		s.draft.TakeSample(0)
		if got := s.desk.session.Len() - n; got > 3 {
			t.Errorf("after %s, two loads of the same program make %d calls", p.title, got)
		}
	}
}

func TestTheMissingNullCheckIsInsertedInTheDraft(t *testing.T) {
	s := loadedOn(t, "6.12", "Missing null check")
	if s.verdict.refusal == nil || len(s.verdict.regs) < 2 || !s.verdict.regs[0].lit {
		t.Fatalf("the refusal is %+v with registers %+v", s.verdict.refusal, s.verdict.regs)
	}
	s.fixes.find()
	s.fixes.Take(0)
	settled(s)
	if ret := s.desk.trace().Result; ret < 0 || s.verdict.prog == nil {
		t.Fatalf("after the fix the load returns %d", ret)
	}
	text := s.draft.programText()
	if !strings.Contains(text, "if r0 != 0") || !strings.Contains(text, "; return flows[1]") {
		t.Errorf("the draft has lost the comment or lacks the check:\n%s", text)
	}
}

func TestTextFieldsAndBytesOfAProgramFollowEachOther(t *testing.T) {
	s := opened(t, "v1/k=6.12")
	s.draft.Choose(core.OpBpf, abi.BPF_PROG_LOAD)
	s.draft.SetProgram("start: r0 = 7\nif r0 == 0 goto start\nexit")
	if n := abi.InsnCnt.Value(s.draft.Attr); n != 3 {
		t.Errorf("insn_cnt is %d after three instructions", n)
	}
	s.draft.Leave(programInput)
	if settled(s); !strings.Contains(s.draft.programText(), "start:") {
		t.Errorf("the label is lost: %s", s.draft.programText())
	}
	s.draft.SetBuffer(&abi.Insns, "b7 00 00 00 01 00 00 00 95 00 00 00 00 00 00 00")
	if settled(s); s.draft.programText() != "r0 = 1\nexit\n" || abi.InsnCnt.Value(s.draft.Attr) != 2 {
		t.Errorf("after the bytes: %q, insn_cnt %d", s.draft.programText(), abi.InsnCnt.Value(s.draft.Attr))
	}
	s.draft.programPasted()
	s.draft.SetProgram("   0: (b7) r0 = 5\n   1: (95) exit\n")
	if settled(s); s.draft.programText() != "r0 = 5\nexit\n" || s.draft.faulty() {
		t.Errorf("a pasted log becomes %q", s.draft.programText())
	}
	before := bytes.Clone(s.draft.insns())
	s.draft.SetProgram("r0 = 0\nfrobnicate r1\nr1 = nowhere ll\nexit")
	if e := s.draft.program.errors; len(e) != 1 || e[0].Line != 2 || !s.draft.faulty() || !bytes.Equal(before, s.draft.insns()) {
		t.Errorf("mistakes %v", e)
	}
	if drawn := app.HTMLString(&Page{S: settled(s)}); !strings.Contains(drawn, "Line 2, column 1: ") {
		t.Error("the page does not name the line of the mistake")
	}
	s.draft.SetProgram("r1 = nowhere ll\nexit")
	if e := s.draft.program.errors; len(e) != 1 || e[0].Line != 1 || e[0].Col != 6 {
		t.Errorf("mistakes of an unknown map: %v", e)
	}
}

func TestALongProgramIsDrawnInAWindow(t *testing.T) {
	s := opened(t, "v1/k=6.12")
	s.draft.Choose(core.OpBpf, abi.BPF_PROG_LOAD)
	s.draft.SetProgram("r0 = 0\n" + strings.Repeat("r0 += 1\n", 5000) + "r2 = *(u64 *)(r3 + 0)\nexit")
	s.draft.Run()
	settled(s)
	if s.verdict.refusal == nil || s.verdict.refusal.Insn != 5001 || len(s.verdict.insns) != 5003 {
		t.Fatalf("refusal %+v of %d instructions", s.verdict.refusal, len(s.verdict.insns))
	}
	drawn := app.HTMLString(&Page{S: s})
	if n := strings.Count(drawn, `class="insn"`); n > verdictInsns+2 || !strings.Contains(drawn, "instructions before") {
		t.Errorf("%d instructions are drawn", n)
	}
	s.verdict.show(0)
	if drawn = app.HTMLString(&Page{S: settled(s)}); strings.Contains(drawn, "instructions before") || !strings.Contains(drawn, "instructions after") {
		t.Error("the list does not move to the first instructions")
	}
}

func TestTheLogIsShownIfAskedFor(t *testing.T) {
	s := opened(t, "v1/k=6.12")
	s.draft.Choose(core.OpBpf, abi.BPF_PROG_LOAD)
	s.draft.putLog(true)
	s.draft.takeProgram("", &insn.Program{Insns: []insn.Insn{{Code: insn.BPF_JMP | insn.BPF_EXIT}}})
	s.draft.Run()
	if settled(s); !strings.Contains(s.verdict.log, "R0 !read_ok") || s.verdict.refusal == nil {
		t.Errorf("the log is %q", s.verdict.log)
	}
}
