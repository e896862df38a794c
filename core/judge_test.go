package core_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/recording"
)

// verdicts receives the errors and logs of the judge. Each release, class and scenario has separate verdicts.
type verdicts interface {
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
	sub(name string, f func(verdicts)) // calls f with the verdicts of one part, unless that part is not selected
}

// recordedFile is one file of answers from a real kernel.
type recordedFile struct {
	file   string
	number string                   // the release that the kernel line names
	read   func() ([]string, error) // the lines
}

// series returns the release without its patch number, also of a release that the core does not know.
func (r recordedFile) series() string {
	parts := strings.SplitN(r.number, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// scenario is one scenario of a recording.
type scenario struct {
	file, kernel, name string
	at                 int      // index of its first line in the file
	lines              []string // from the scenario line on
}

func (s scenario) class() string {
	class, _, _ := strings.Cut(s.name, "-")
	return class
}

// tally counts the calls of one class.
type tally struct {
	calls, agree int
	declined     map[string]int // by command
	left         int            // scenarios that were not selected
	after        int            // calls after declined loads, which are not made
}

func (n *tally) declines() (sum int) {
	for _, count := range n.declined {
		sum += count
	}
	return sum
}

// judge compares recordings with the core, release by release. A file, scenario or line that cannot run is an error,
// and so is a declined call that list does not expect.
func judge(v verdicts, recordings []recordedFile, list *declinedList) {
	if len(recordings) == 0 {
		v.Errorf("no recordings")
	}
	var order []string
	bySeries := map[string][]recordedFile{}
	for _, r := range recordings {
		if !slices.Contains(order, r.series()) {
			order = append(order, r.series())
		}
		bySeries[r.series()] = append(bySeries[r.series()], r)
	}
	for _, series := range order {
		list.series[series] = true
		if _, err := abi.ParseRelease(series); list.notEmulated[series] {
			if err == nil {
				v.Errorf("kernel %s is listed as not emulated, but it is", series)
			}
			continue
		}
		classes := map[string]*tally{}
		v.sub(series, func(v verdicts) {
			judgeRelease(v, series, bySeries[series], list, classes)
		})
		for _, class := range slices.Sorted(maps.Keys(classes)) {
			if n := classes[class]; n.calls > 0 {
				v.Logf("recordings: kernel=%s class=%s calls=%d agree=%d declined=%d", series, class, n.calls, n.agree, n.declines())
				if n.after > 0 {
					v.Logf("kernel %s, class %s: declined loads end scenarios before %d calls, which are not counted", series, class, n.after)
				}
			}
		}
	}
	list.unused(v)
}

// judgeRelease judges the recordings of one release, class by class, and counts their calls in classes.
func judgeRelease(v verdicts, series string, recordings []recordedFile, list *declinedList, classes map[string]*tally) {
	scenarios := map[string][]scenario{}
	for _, r := range recordings {
		if _, err := abi.ParseRelease(r.number); err != nil {
			v.Errorf("%s: release %s is not emulated", r.file, r.number)
			continue
		}
		lines, err := r.read()
		if err != nil {
			v.Errorf("%s: %v", r.file, err)
			continue
		}
		for _, s := range scenariosOf(v, r.file, lines) {
			scenarios[s.class()] = append(scenarios[s.class()], s)
		}
	}
	var replayer recording.Replayer
	for _, class := range slices.Sorted(maps.Keys(scenarios)) {
		n := &tally{declined: map[string]int{}, left: len(scenarios[class])}
		classes[class] = n
		v.sub(class, func(v verdicts) {
			for _, s := range scenarios[class] {
				v.sub(s.name, func(v verdicts) {
					n.left--
					judgeScenario(v, &replayer, s, n)
				})
			}
			if n.left == 0 {
				list.check(v, series, class, n.declined)
			}
		})
	}
	list.missing(v, series, scenarios)
}

// scenariosOf splits a recording into its scenarios. Text outside a scenario and a missing end are errors.
func scenariosOf(v verdicts, file string, lines []string) (scenarios []scenario) {
	kernel, ended := "", false
	for i, line := range lines {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || line[0] == '#':
		case ended:
			v.Errorf("%s:%d: text after the end: %q", file, i+1, line)
			return scenarios
		case word == "end":
			ended = true
		case word == "kernel" && kernel == "":
			kernel = line
		case kernel == "" || word == "kernel":
			v.Errorf("%s:%d: %q: want one kernel line, and it is the first", file, i+1, line)
			return scenarios
		case word == "scenario":
			name, _, _ := strings.Cut(rest, " ")
			if name == "" {
				v.Errorf("%s:%d: a scenario without a name", file, i+1)
			}
			scenarios = append(scenarios, scenario{file: file, kernel: kernel, name: name, at: i})
		case len(scenarios) == 0:
			v.Errorf("%s:%d: %q is in no scenario", file, i+1, line)
			return scenarios
		}
		if len(scenarios) > 0 && !ended {
			s := &scenarios[len(scenarios)-1]
			s.lines = lines[s.at : i+1]
		}
	}
	if !ended {
		v.Errorf("%s: truncated: no end line", file)
	}
	if len(scenarios) == 0 {
		v.Errorf("%s: no scenarios", file)
	}
	return scenarios
}

// judgeScenario replays one scenario, up to the first line that differs or cannot run. The calls after it do not agree. A
// declined load ends the scenario too: the state after it is not known. The calls after that are not counted.
func judgeScenario(v verdicts, r *recording.Replayer, s scenario, n *tally) {
	r.Line(s.kernel)
	calls, wrote, lost, ended := 0, "", false, false
	for i := 0; i < len(s.lines); {
		at, ask := s.at+i+1, s.lines[i]
		if ask == "" || ask[0] == '#' {
			i++
			continue
		}
		want := []string{ask}
		for i++; i < len(s.lines) && recording.IsEffect(s.lines[i]); i++ {
			if line := s.lines[i]; line != "" && line[0] != '#' {
				want = append(want, line)
			}
		}
		isCall := strings.Contains(ask, " = ")
		if ended {
			n.after += bit(isCall)
			continue
		}
		if isCall {
			calls++
		} else {
			wrote = ask
		}
		if lost {
			continue
		}
		got := r.Line(ask)
		switch {
		case r.Err() != nil:
			lost = true
			v.Errorf("%s:%d: %s: %v", s.file, at, ask, r.Err())
		case isCall && got[0] == recordedCallOf(ask)+" = "+recording.Declined:
			command := declinedCommand(ask)
			n.declined[command]++
			ended = command == abi.BPF_PROG_LOAD.String()
		case slices.Equal(got, want):
			if isCall {
				n.agree++
			}
		default:
			lost = true
			v.Errorf("%s:%d: after %s\n  the kernel: %s\n  the core:   %s", s.file, at, wrote,
				strings.Join(want, "\n              "), strings.Join(got, "\n              "))
		}
	}
	if calls == 0 {
		v.Errorf("%s:%d: a scenario without calls", s.file, s.at+1)
	}
	n.calls += calls
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// recordedCallOf returns a line of a recording without its answer.
func recordedCallOf(line string) string {
	call, _, _ := strings.Cut(line, " = ")
	return call
}

// declinedCommand names the call of a line: its command, or the system call if it is not bpf.
func declinedCommand(line string) string {
	l, _ := recording.ParseLine(line)
	c := l.Call
	if c.Op == core.OpBpf {
		return c.Cmd().String()
	}
	return fmt.Sprint(c.Op)
}
