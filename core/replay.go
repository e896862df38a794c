package core

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// Replayer runs the lines of a recording on kernels of its own.
type Replayer struct {
	release abi.Release
	kernel  *Kernel // of the running scenario; nil where it cannot run
	why     string  // why it cannot
	tracer  Tracer
	watch   MemoryWatch
}

// Declined is what a call answers that is not emulated.
const Declined = "declined"

// Replay answers a recording's text with what the core says, line for line from its "kernel" line to its "end".
// Answers in the text are ignored. A call that is not emulated gets "= declined".
func Replay(text string) string {
	var out strings.Builder
	r := Replayer{}
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \r")
		if isAnswer(line) {
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

// isAnswer says whether a line means nothing to the one who asks: empty, a remark, or what a call changed.
func isAnswer(line string) bool {
	return line == "" || line[0] == '#' || len(line) > 1 && line[1] == ' ' && strings.ContainsRune("mte", rune(line[0]))
}

// Line answers one line: with itself, its answer, and the lines that tell what it changed.
func (r *Replayer) Line(line string) []string {
	switch word, _, _ := strings.Cut(line, " "); word {
	case "end":
		return []string{line}
	case "kernel":
		release, err := recordedRelease(line)
		r.release, r.kernel, r.why = release, nil, "no scenario has begun"
		if err != nil {
			r.why = err.Error()
		}
		return []string{line}
	case "scenario":
		r.begin(line)
		return []string{line}
	}
	return r.answer(parseRecordLine(line))
}

func (r *Replayer) begin(line string) {
	r.kernel = nil
	if len(strings.Fields(line)) < 2 {
		r.why = "a scenario needs a name"
		return
	}
	m, err := recordedMachine(r.release, line)
	if err == nil {
		r.kernel, err = New(m)
	}
	if err != nil {
		r.why = err.Error()
	}
}

// answer makes the call of a line.
func (r *Replayer) answer(l recordLine) []string {
	if l.unread != "" {
		return []string{"? " + l.text}
	}
	if r.kernel == nil {
		if l.write != nil {
			return []string{l.text}
		}
		return []string{l.text + " = " + Declined}
	}
	k := r.kernel
	if l.write != nil {
		t := k.Task(l.task)
		if t == nil {
			return []string{"? no process"}
		}
		k.Poke(t, *l.write)
		return []string{l.text}
	}
	if err := l.call.Check(k); err != nil {
		return []string{"? no process"}
	}
	t := k.Task(l.call.Task)
	r.watch.Begin(t)
	r.tracer.Reset()
	k.Watch(&r.tracer)
	ret := k.Run(&l.call)
	k.Watch(nil)
	if ret == NotEmulated {
		return []string{l.text + " = " + Declined}
	}
	if l.call.Op == OpFork {
		ret = 0 // the line itself names the child
	}
	lines := []string{fmt.Sprintf("%s = %d", l.text, ret)}
	if l.call.Op != OpExec { // its fresh memory is no change
		for _, w := range r.watch.Changes(t) {
			lines = append(lines, fmt.Sprintf("m %x %s", w.Addr, hex.EncodeToString(w.Bytes)))
		}
	}
	for _, t := range k.Text() {
		lines = append(lines, "t "+t)
	}
	if r.release == abi.Seed {
		for _, e := range r.tracer.Events() {
			if s := e.Recording(); s != "" {
				lines = append(lines, "e "+s)
			}
		}
	}
	return lines
}
