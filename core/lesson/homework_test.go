package lesson

import (
	"strings"
	"testing"
)

func TestHomeworkHidesItsAnswers(t *testing.T) {
	h := &Homework{Title: "A trie", Asks: "What\nis missing?", Call: 2, Returns: true, Check: true, Salt: "s1"}
	h.AddQuestion("Which flag?", []string{"BPF_F_NO_PREALLOC", "1", " "})
	h.AddQuestion("Who frees it?", []string{"the worker"})
	text := h.String()
	for _, secret := range []string{"PREALLOC", "prealloc", "worker"} {
		if strings.Contains(text, secret) {
			t.Errorf("the text has the answer %s: %s", secret, text)
		}
	}
	back, err := ParseHomework(text)
	if err != nil || back.String() != text || back.Asks != "What is missing?" {
		t.Fatalf("parsed as %+v, %v", back, err)
	}
	for _, row := range []struct {
		i      int
		answer string
		right  bool
	}{
		{0, "bpf_f_no_prealloc", true}, {0, " 1. ", true}, {0, "2", false}, {0, "", false}, {0, "the worker", false},
		{1, "The  worker.", true}, {1, "BPF_F_NO_PREALLOC", false},
	} {
		if back.Right(row.i, row.answer) != row.right {
			t.Errorf("answer %q to question %d is right: %v", row.answer, row.i+1, !row.right)
		}
	}
	other := &Homework{Salt: "s2"}
	if other.AddQuestion("Which flag?", []string{"1"}); other.Own[0].Hashes[0] == h.Own[0].Hashes[1] {
		t.Error("another salt makes the same hash")
	}
}

func TestHomeworkErrors(t *testing.T) {
	for text, wrong := range map[string]string{
		"T\nreturns:":              "homework without a call",
		"T\ncall: 0":               "line 2: invalid call",
		"T\ncall: 1":               "without a question",
		"T\ncall: 1\nhashes: 00":   "line 3: invalid key",
		"T\ncall: 1\nfrob: 1":      "line 3: invalid key",
		"T\ncall: 1\nask: why?\n?": "line 4: invalid key",
	} {
		if _, err := ParseHomework(text); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: error %v, want %q", text, err, wrong)
		}
	}
}
