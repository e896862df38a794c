package core

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// Replayer runs the lines of a recording, each scenario on a kernel of its own.
type Replayer struct {
	release   abi.Release
	noRelease error   // what is wrong with the kernel line
	kernel    *Kernel // of the running scenario; nil if none runs
	err       error   // why the last line could not run
	tracer    Tracer
	watch     arenaWatch
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

// isAnswer reports whether a line asks for nothing: it is empty, a comment, or what a call changed.
func isAnswer(line string) bool {
	return line == "" || line[0] == '#' || len(line) > 1 && line[1] == ' ' && strings.ContainsRune("mte", rune(line[0]))
}

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
func (r *Replayer) boot(scenario string) (*Kernel, error) {
	if r.noRelease != nil {
		return nil, r.noRelease
	}
	m, err := recordedMachine(r.release, scenario)
	if err != nil {
		return nil, err
	}
	return New(m)
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
		k.poke(t, *l.write)
		return []string{l.text}
	}
	if err := l.call.Check(k); err != nil {
		return r.unread("no process", err)
	}
	t := k.Task(l.call.Task)
	r.watch.begin(t)
	r.tracer.Reset()
	k.Watch(&r.tracer)
	ret := k.do(&l.call)
	k.Watch(nil)
	if ret == NotEmulated {
		return []string{l.text + " = " + Declined}
	}
	if l.call.Op == OpFork {
		ret = 0 // the line itself names the child
	}
	lines := []string{fmt.Sprintf("%s = %d", l.text, ret)}
	if l.call.Op != OpExec { // its fresh memory is no change
		for _, w := range r.watch.changes(t) {
			lines = append(lines, fmt.Sprintf("m %x %s", w.Addr, hex.EncodeToString(w.Bytes)))
		}
	}
	for _, t := range k.text {
		lines = append(lines, "t "+t)
	}
	if r.release == abi.Seed {
		for _, e := range r.tracer.kept() {
			if s := e.Recording(); s != "" {
				lines = append(lines, "e "+s)
			}
		}
	}
	return lines
}

// arenaWatch finds out what a call changes of the memory that recordings watch.
type arenaWatch struct{ before, after []byte }

// begin remembers the memory of a task.
func (w *arenaWatch) begin(t *Task) { w.before = arena(w.before, t) }

// changes are what is different since.
func (w *arenaWatch) changes(t *Task) []Write {
	w.after = arena(w.after, t)
	return changes(w.before, w.after)
}

// arena is the memory of a task that recordings watch, in a buffer that was one before; empty for no task.
func arena(buf []byte, t *Task) []byte {
	if t == nil {
		return buf[:0]
	}
	buf = grown(buf, ArenaPages*PAGE_SIZE)
	if left := t.Mem.CopyFromUser(buf, ArenaStart); left > 0 {
		clear(buf[len(buf)-left:])
	}
	return buf
}

// joined is how many unchanged bytes a run of changes may bridge.
const joined = 8

// sameBlock is how many bytes are compared at once where nothing changed.
const sameBlock = 512

// changes are what differs between two pictures of the arena, as runs of bytes.
func changes(before, after []byte) []Write {
	var runs []Write
	for i := 0; i < len(after); i++ {
		if end := i + sameBlock; i%sameBlock == 0 && end <= len(after) && bytes.Equal(before[i:end], after[i:end]) {
			i = end - 1
			continue
		}
		if before[i] == after[i] {
			continue
		}
		last := i
		for j := i + 1; j < len(after) && j-last <= joined; j++ {
			if before[j] != after[j] {
				last = j
			}
		}
		runs = append(runs, Write{ArenaStart + uint64(i), bytes.Clone(after[i : last+1])})
		i = last
	}
	return runs
}
