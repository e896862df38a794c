package core_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/recording"
)

// findings collects the errors and logs of the judge.
type findings struct {
	errors, logs *[]string
	unselected   string // the name of a part that is not run
}

func (f findings) Errorf(format string, args ...any) {
	*f.errors = append(*f.errors, fmt.Sprintf(format, args...))
}
func (f findings) Logf(format string, args ...any) {
	*f.logs = append(*f.logs, fmt.Sprintf(format, args...))
}
func (f findings) sub(name string, judge func(verdicts)) {
	if name != f.unselected {
		judge(f)
	}
}

// judgeTexts judges recordings given as text.
func judgeTexts(t *testing.T, declined string, exact bool, unselected string, texts ...string) (found, logs []string) {
	t.Helper()
	list, err := parseDeclined(declined, exact)
	if err != nil {
		t.Fatal(err)
	}
	f := findings{&found, &logs, unselected}
	var recordings []recordedFile
	for _, text := range texts {
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		number, err := recording.ParseKernel(lines[0])
		if err != nil {
			f.Errorf("%v", err)
			continue
		}
		recordings = append(recordings, recordedFile{"a.txt", number, func() ([]string, error) { return lines, nil }})
	}
	judge(f, recordings, list)
	return found, logs
}

// Results of a few scenarios: on the seed, with its events, and on 6.12, with a call that the core declines.
const (
	seedRecording = `kernel seed
scenario seed-1 types=1
w 10000000 01000000040000000800000010000000
bpf 0 10000000 16 = 3
e map_alloc type=1 map=1
e refcnt map=1 1
e fd 3 map=1 cloexec
close 3 = 0
e release map=1
e refcnt map=1 0
e schedule_work map=1
end
`
	mapRecording = `kernel 6.12.117
scenario elem-1 nextid=64
# an array of one element

w 10000000 02000000040000000400000001000000
bpf 0 10000000 20 = 3
w 10002000 2a
w 10000000 0300000000000000001000100000000000200010000000000000000000000000
bpf 2 10000000 32 = 0
w 10000000 0300000000000000001000100000000000300010000000000000000000000000
bpf 1 10000000 32 = 0
m 10003000 2a
scenario life-1
dup 0 = 3
fdinfo 3 = 0
t pos:	0
t flags:	02
scenario attr-1
w 10000000 00
bpf 23 10000000 16 = -22
close 3 = -9
end
`
	mapDeclined = "6.12 attr BPF_BTF_GET_NEXT_ID 1\n"
)

func TestJudgeFindsNothingWrong(t *testing.T) {
	found, logs := judgeTexts(t, mapDeclined, true, "", seedRecording, mapRecording)
	if len(found) > 0 {
		t.Errorf("errors for recordings that agree: %q", found)
	}
	want := []string{
		"recordings: kernel=seed class=seed calls=2 agree=2 declined=0",
		"recordings: kernel=6.12 class=attr calls=2 agree=1 declined=1",
		"recordings: kernel=6.12 class=elem calls=3 agree=3 declined=0",
		"recordings: kernel=6.12 class=life calls=2 agree=2 declined=0",
	}
	if !slices.Equal(logs, want) {
		t.Errorf("got %q, want %q", logs, want)
	}
}

// TestJudgeFindsFaults plants one fault at a time in recordings that agree.
func TestJudgeFindsFaults(t *testing.T) {
	for _, test := range []struct {
		name     string
		old, new string // in both recordings
		want     string // in the only finding
	}{
		{"unknown scenario key", "nextid=64", "cpuz=4", `a.txt:2: scenario elem-1 cpuz=4: unknown scenario key "cpuz"`},
		{"scenario key without a number", "nextid=64", "nextid=x", `invalid scenario key "nextid=x"`},
		{"scenario that does not boot", "nextid=64", "types=1", "cannot boot"},
		{"unknown map type refusal", "types=1", "types=1:eperm,2:eio", "types=1:eperm,2:eio"},
		{"unknown call", "dup 0 = 3", "dupe 0 = 3", `a.txt:14: dupe 0 = 3: unknown call "dupe"`},
		{"call with an argument missing", "dup 0 = 3", "dup = 3", "0 arguments for dup: want 1"},
		{"call with an invalid argument", "dup 0 = 3", "dup x = 3", `fd of dup: invalid number "x"`},
		{"write that is not hex", "w 10002000 2a", "w 10002000 2g", "not hex"},
		{"unknown task", "dup 0 = 3", "@7 dup 0 = 3", "a.txt:14: @7 dup 0 = 3: "},
		{"write of an unknown task", "w 10002000 2a", "@7 w 10002000 2a", "no living task 7"},
		{"result missing", "dup 0 = 3", "dup 0", "a.txt:14: after"},
		{"result of a declined call missing", " = -22", "", "a.txt:20: after"},
		{"wrong result", "dup 0 = 3", "dup 0 = 4", "a.txt:14: after"},
		{"wrong memory", "m 10003000 2a", "m 10003000 2b", "a.txt:11: after"},
		{"memory missing", "m 10003000 2a\n", "", "a.txt:11: after"},
		{"memory that did not change", "scenario life-1\n", "m 10000000 00\nscenario life-1\n", "a.txt:11: after"},
		{"change without a call", "w 10002000 2a\n", "w 10002000 2a\nm 10002000 2a\n", "a.txt:7: after"},
		{"wrong text", "flags:\t02", "flags:\t0100002", "a.txt:15: after"},
		{"text missing", "t flags:\t02\n", "", "a.txt:15: after"},
		{"event missing", "e refcnt map=1 1\n", "", "a.txt:4: after"},
		{"events in another order", "e release map=1\ne refcnt map=1 0\n", "e refcnt map=1 0\ne release map=1\n", "a.txt:8: after"},
		{"truncated", "close 3 = -9\nend\n", "close 3 = -9\n", "truncated"},
		{"truncated before the first call", seedRecording[strings.Index(seedRecording, "bpf"):], "end\n", "without calls"},
		{"text after the end", "end\n", "end\nclose 9 = 0\n", "text after the end"},
		{"scenario without a name", "scenario life-1", "scenario", "a scenario without a name"},
		{"scenario without calls", "scenario life-1\n", "scenario life-0\nscenario life-1\n", "a.txt:13: a scenario without calls"},
		{"call outside of a scenario", "scenario elem-1 nextid=64", "close 0 = 0", `"close 0 = 0" is in no scenario`},
		{"another kernel line", "scenario life-1", "kernel 6.1\nscenario life-1", `"kernel 6.1"`},
		{"release that does not exist", "kernel 6.12.117", "kernel x.y", "release x.y is not emulated"},
		{"release that is not emulated", "kernel 6.12.117", "kernel 9.1", "release 9.1 is not emulated"},
		{"no kernel line", "kernel seed\n", "", "invalid kernel line"},
		{"declined call in an unlisted class", "attr-1", "load-1", "1 calls of BPF_BTF_GET_NEXT_ID were declined, the list expects 0"},
		{"declined call of an unlisted command", "bpf 23 10000000 16", "bpf 20 10000000 16", "1 calls of BPF_TASK_FD_QUERY were declined, the list expects 0"},
		{"too many declined", "close 3 = -9", "bpf 23 10000000 16 = -22", "2 calls of BPF_BTF_GET_NEXT_ID were declined, the list expects 1"},
		{"too few declined", "bpf 23 10000000 16 = -22\n", "", "0 calls of BPF_BTF_GET_NEXT_ID were declined, the list expects 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			seed, maps := strings.Replace(seedRecording, test.old, test.new, 1), strings.Replace(mapRecording, test.old, test.new, 1)
			if seed == seedRecording && maps == mapRecording {
				t.Fatal("no fault was planted")
			}
			found, _ := judgeTexts(t, mapDeclined, true, "", seed, maps)
			if !slices.ContainsFunc(found, func(text string) bool { return strings.Contains(text, test.want) }) {
				t.Errorf("got %q, want %q", found, test.want)
			}
		})
	}
}

// TestJudgeChecksDeclinedList judges with lists that do not match the recordings.
func TestJudgeChecksDeclinedList(t *testing.T) {
	unknown := strings.Replace(mapRecording, "6.12.117", "9.1.4", 1)
	for _, test := range []struct {
		name, declined string
		exact          bool
		text, want     string // the finding; "" for none
	}{
		{"not listed", "", true, mapRecording, "1 calls of BPF_BTF_GET_NEXT_ID were declined, the list expects 0"},
		{"listed, but not declined", mapDeclined + "6.12 elem BPF_PROG_LOAD 2", true, mapRecording, "class elem: 0 calls of BPF_PROG_LOAD were declined, the list expects 2"},
		{"listed, but the class was not recorded", mapDeclined + "6.12 load BPF_PROG_LOAD 2", true, mapRecording, "no recording of class load"},
		{"listed, but the release was not recorded", mapDeclined + "5.10 attr BPF_PROG_LOAD 2", true, mapRecording, "kernel 5.10 was not recorded"},
		{"release listed as not emulated", mapDeclined + "9.1 not emulated", true, mapRecording + unknown, ""},
		{"release listed as not emulated, but it is", mapDeclined + "6.12 not emulated", true, mapRecording, "kernel 6.12 is listed as not emulated, but it is"},
		{"release listed as not emulated, but not recorded", mapDeclined + "9.1 not emulated", true, mapRecording, "kernel 9.1 is listed as not emulated, but was not recorded"},
		{"other recordings, listed for another release", "5.10 attr BPF_BTF_GET_NEXT_ID 7", false, mapRecording, ""},
		{"other recordings, listed for another class", "6.12 load BPF_BTF_GET_NEXT_ID 1", false, mapRecording, "BPF_BTF_GET_NEXT_ID were declined, which the list has in no release for class attr"},
		{"other recordings, not listed", "6.12 attr BPF_PROG_LOAD 1", false, mapRecording, "BPF_BTF_GET_NEXT_ID were declined, which the list has in no release for class attr"},
		{"other recordings, release not emulated", mapDeclined, false, mapRecording + unknown, "release 9.1.4 is not emulated"},
	} {
		t.Run(test.name, func(t *testing.T) {
			texts := strings.SplitAfter(test.text, "end\n")
			found, _ := judgeTexts(t, test.declined, test.exact, "", texts[:len(texts)-1]...)
			if test.want == "" && len(found) > 0 || test.want != "" && (len(found) != 1 || !strings.Contains(found[0], test.want)) {
				t.Errorf("got %q, want %q", found, test.want)
			}
		})
	}
}

// TestJudgeOfAPart leaves a scenario out, as -run does. Then the judge must ignore the counts of its class.
func TestJudgeOfAPart(t *testing.T) {
	more := strings.Replace(mapRecording, "end\n", "scenario attr-2\nclose 3 = -9\nend\n", 1)
	for _, unselected := range []string{"attr-1", "attr", "6.12"} {
		if found, _ := judgeTexts(t, mapDeclined, true, unselected, more); len(found) > 0 {
			t.Errorf("without %s: %q", unselected, found)
		}
	}
	if found, _ := judgeTexts(t, mapDeclined, true, "life-1", strings.Replace(more, "= -22", "", 1)); len(found) == 0 {
		t.Error("the judge missed a fault in a selected scenario")
	}
}

func TestJudgeWantsRecordings(t *testing.T) {
	if found, _ := judgeTexts(t, "", true, ""); len(found) == 0 {
		t.Error("the judge passed without any recording")
	}
	for _, text := range []string{"", "\n", "kernel 6.12", "kernel 6.12\nend", "kernel 6.12\nscenario elem-1\nend"} {
		if found, _ := judgeTexts(t, "", true, "", text); len(found) == 0 {
			t.Errorf("the recording %q passes", text)
		}
	}
}

func TestParseDeclinedRefuses(t *testing.T) {
	for _, text := range []string{"6.12", "6.12 attr BPF_PROG_LOAD", "6.12 attr BPF_PROG_LOAD x", "6.12 attr BPF_PROG_LOAD 0",
		"6.12 attr BPF_PROG_LOAD 1\n6.12 attr BPF_PROG_LOAD 1", "9.1 is emulated"} {
		if _, err := parseDeclined(text, true); err == nil {
			t.Errorf("%q was accepted as a list", text)
		}
	}
}
