package recording

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Replayer runs the lines of a recording, each scenario on a kernel of its own.
type Replayer struct {
	release   abi.Release
	noRelease error        // what is wrong with the kernel line
	kernel    *core.Kernel // of the running scenario; nil if none runs
	err       error        // why the last line could not run
	tracer    core.Tracer
	watch     core.MemoryWatch
}

// Err returns why the last line could not run, or nil if it ran. A call that is not emulated is no error.
func (r *Replayer) Err() error { return r.err }

// Declined is what a call answers that is not emulated.
const Declined = "declined"

// Replay answers a recording's text with what the core says, line for line from its "kernel" line to its "end".
// Answers in the text are ignored. A call that is not emulated gets "= declined".
func Replay(text string) string {
	var out strings.Builder
	r := Replayer{}
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \r")
		if IsAnswer(line) {
			continue
		}
		for _, l := range r.Line(strings.TrimLeft(line, " ")) {
			out.WriteString(l)
			out.WriteByte('\n')
		}
		if line == "end" {
			break
		}
	}
	return out.String()
}

// isAnswer reports whether a line asks for nothing: it is empty, a comment, or what a call changed.
func IsAnswer(line string) bool {
	return line == "" || line[0] == '#' || len(line) > 1 && line[1] == ' ' && strings.ContainsRune("mte", rune(line[0]))
}

// Kernel returns the kernel of the running scenario, nil before the first.
func (r *Replayer) Kernel() *core.Kernel { return r.kernel }

// Events returns what happened in the last call.
func (r *Replayer) Events() []core.Event { return r.tracer.Events() }

// Line answers one line: with itself, its answer, and the lines that tell what it changed.
func (r *Replayer) Line(line string) []string {
	r.err = nil
	switch word, _, _ := strings.Cut(line, " "); word {
	case "end":
		return []string{line}
	case "kernel":
		r.kernel = nil
		r.release, r.noRelease = recordedRelease(line)
		r.err = r.noRelease
		return []string{line}
	case "scenario":
		r.kernel, r.err = r.boot(line)
		return []string{line}
	}
	return r.answer(parseRecordLine(line))
}

// boot starts the machine that a scenario line asks for.
func (r *Replayer) boot(scenario string) (*core.Kernel, error) {
	if r.noRelease != nil {
		return nil, r.noRelease
	}
	m, err := recordedMachine(r.release, scenario)
	if err != nil {
		return nil, err
	}
	return core.New(m)
}

// unread returns the answer to a line that cannot run because of err: a question mark and text.
func (r *Replayer) unread(text string, err error) []string {
	r.err = err
	return []string{"? " + text}
}

// answer makes the call of a line.
func (r *Replayer) answer(l recordLine) []string {
	if l.unread != "" {
		return r.unread(l.text, errors.New(l.unread))
	}
	if r.kernel == nil {
		r.err = errors.New("no scenario runs")
		if l.write != nil {
			return []string{l.text}
		}
		return []string{l.text + " = " + Declined}
	}
	k := r.kernel
	if l.write != nil {
		t := k.Task(l.task)
		if t == nil {
			return r.unread("no process", fmt.Errorf("no living task %d", l.task))
		}
		k.Poke(t, *l.write)
		return []string{l.text}
	}
	if err := l.call.Check(k); err != nil {
		return r.unread("no process", err)
	}
	t := k.Task(l.call.Task)
	r.watch.Begin(t)
	r.tracer.Reset()
	k.Watch(&r.tracer)
	ret := k.Run(&l.call)
	k.Watch(nil)
	if ret == core.NotEmulated {
		return []string{l.text + " = " + Declined}
	}
	if l.call.Op == core.OpFork {
		ret = 0 // the line itself names the child
	}
	lines := []string{fmt.Sprintf("%s = %d", l.text, ret)}
	if l.call.Op != core.OpExec { // its fresh memory is no change
		for _, w := range r.watch.Changes(t) {
			lines = append(lines, fmt.Sprintf("m %x %s", w.Addr, hex.EncodeToString(w.Bytes)))
		}
	}
	for _, t := range k.Text() {
		lines = append(lines, "t "+t)
	}
	if r.release == abi.Seed {
		for _, e := range r.tracer.Events() {
			if line, ok := eventLines[e.Kind]; ok {
				lines = append(lines, "e "+line(e))
			}
		}
	}
	return lines
}
