package lesson

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core/history"
)

const demo = `Which file keeps the map?
The file of the child.

#v1/k=6.12/create(hash,4,8,16)/fork(1)/close(3)/t1.exit()/work()

@ 1
The map is created.

@ 4 refcnt show checks
The map is freed.
? To what?
! To 0.

@ 1 on 4.4
The same on an older kernel.
`

func TestMarkersHavePlaces(t *testing.T) {
	l, err := Parse(demo)
	if err != nil {
		t.Fatal(err)
	}
	if l.Title != "Which file keeps the map?" || l.Description != "The file of the child." || len(l.Markers) != 3 {
		t.Fatalf("parsed as %+v", l)
	}
	m := l.Markers[1]
	if m.Text != "The map is freed." || m.Ask != "To what?" || m.Answer != "To 0." || m.Show != ShowChecks {
		t.Errorf("the second marker is %+v", m)
	}
	s, err := m.Session(l)
	if err != nil {
		t.Fatal(err)
	}
	if e := s.Trace(4).Events[m.Step.Event-1]; e.Name() != "refcnt" || e.B != 0 {
		t.Errorf("the second marker stops at %s", history.EventSentence(e))
	}
	if on := l.Markers[2].On; on == nil || !strings.HasPrefix(on.String(), "4.4") {
		t.Errorf("the third marker is on %v", on)
	}
}

// TestProgramsAreAssembled loads a program of three lines, and one with another license.
func TestProgramsAreAssembled(t *testing.T) {
	const text = `T
%one r0 = 0
%two r0 = 2
%two if r0 == 2 goto out; r0 = 1
%two out: exit
#v1/k=6.12/load(socket_filter,two)/fork(1)/t1.load(xdp,two,MIT)
@ 1
Loaded.
= returns 3
`
	l, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if m := l.Markers[0]; m.Text != "Loaded." || len(m.Claims) != 1 || m.Claims[0] != "returns 3" {
		t.Errorf("the marker is %+v", m)
	}
	s, err := l.Markers[0].Session(l)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]struct {
		task    int
		license string
	}{1: {0, "GPL\x00"}, 3: {1, "MIT\x00"}} {
		call, ret := s.Call(n)
		if w := call.Writes[0].Bytes; ret < 3 || call.Task != want.task || string(w[4*8:]) != want.license || w[0] != 0xb7 || w[4] != 2 {
			t.Errorf("call %d of task %d returns %d and loads %x", n, call.Task, ret, w)
		}
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for text, wrong := range map[string]string{
		"":                                  "line 1: missing title",
		"T\n@ 1\nsays":                      "line 2: marker before the link",
		"T\n#v1/k=6.12/create(hash,4,8,16)": "line 1: missing marker",
		"T\n#v1/k=6.12/frob()":              "line 2:",
		"T\n#v1/k=seed/t5.close(3)":         "line 2: this link cannot be opened",
		"T\n% ":                             "line 2: program without a name",
		"T\n%p r0 = 0; r1 ?\n#v1/k=6.12/load(xdp,p)": "line 3: program p: line 2",
		"T\n#v1/k=6.12/load(xdp,q)":                  "line 2: no program \"q\"",
		"T\n%q exit\n#v1/k=6.12/load(wings,q)":       "line 3: invalid program type \"wings\"",
		"T\n%q exit\n#v1/k=6.12/load(q)":             "line 3: invalid load of 1 arguments",
		demo + "%p exit":                             "line 16: program after the link",
		demo + "@ x\nsays":                           "line 16: invalid call \"x\"",
		demo + "@ 9\nsays":                           "line 16: invalid call 9",
		demo + "@ 1 frob\nsays":                      "line 16: no event \"frob\" in call 1: its events are ",
		demo + "@ 1 refcnt 2\nsays":                  "line 16: invalid number 2 of event \"refcnt\": call 1 has 1 of them",
		demo + "@ 1 show frob\nsays":                 "line 16: invalid view \"frob\"",
		demo + "@ 1\n? Why?":                         "line 16: question without an answer",
		demo + "@ 1":                                 "line 16: marker without text",
		demo + "#v1/k=6.12/create(hash,4,8,2)":       "line 16: second link",
	} {
		if _, err := Parse(text); err == nil || !strings.HasPrefix(err.Error(), wrong) {
			t.Errorf("%q: error %v, want %q", text, err, wrong)
		}
	}
}

// TestReadReturnsEveryError reads a text with errors in several lines, and keeps the valid ones.
func TestReadReturnsEveryError(t *testing.T) {
	l, wrong := Read("T\n#v1/k=6.12/create(hash,4,8,16)\n@ x\nsays\n@ 1\nfine\n@ 9\nsays\n@ 1\n? Why?\n")
	var lines []int
	for _, w := range wrong {
		lines = append(lines, w.Line)
	}
	if !slices.Equal(lines, []int{3, 7, 9}) {
		t.Errorf("errors in lines %v: %v", lines, wrong)
	}
	for i, placed := range []bool{false, true, false, false} {
		if l.Markers[i].Placed != placed {
			t.Errorf("marker %d has a place: %v", i+1, l.Markers[i].Placed)
		}
	}
}

func TestSearchWordsOfCases(t *testing.T) {
	cases, err := ParseCases("// all\nA1 Too small\nasks: why?\nwhy: so\nreported: EINVAL\nlink: v1/k=5.4/create(ringbuf,0,0,4097)\n\nA2 Open\nopen: unsettled\n")
	if err != nil || len(cases) != 2 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, word := range []string{"ringbuf", "einval", "5.4", "small"} {
		if !strings.Contains(cases[0].Words(), word) {
			t.Errorf("%q is not in %q", word, cases[0].Words())
		}
	}
	if !cases[1].Open || cases[1].Why != "unsettled" {
		t.Errorf("the second case is %+v", cases[1])
	}
	if _, err := ParseCases("A1 T\nfrob: x\n"); err == nil || !strings.HasPrefix(err.Error(), "line 2:") {
		t.Errorf("invalid key: %v", err)
	}
}

// FuzzParse parses any text as a lesson and as cases. In a valid lesson, every marker has a place.
func FuzzParse(f *testing.F) {
	f.Add(demo)
	f.Add("T\n%p r0 = 0; exit\n#v1/k=6.12/load(xdp,p)\n@ 1\nsays\n= returns 3\n")
	f.Add("A1 T\nasks: why?\nlink: v1/k=6.12/create(hash,4,8,16)\n")
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := Parse(text); err == nil {
			for _, m := range l.Markers {
				if m.Step.Call != m.Call || m.Step == (history.Step{}) && m.Call != 0 {
					t.Errorf("a marker at call %d is at %+v", m.Call, m.Step)
				}
			}
		}
		_, _ = ParseCases(text)
		Looks(text)
	})
}
