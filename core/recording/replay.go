package recording

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Replayer makes the calls of a recording, those of each scenario on a new kernel.
type Replayer struct {
	release   abi.Release
	noRelease error        // the error of the kernel line
	kernel    *core.Kernel // of the running scenario; nil if none runs
	err       error        // why the last line could not run
	tracer    core.Tracer
	watch     core.MemoryWatch
	hidden    []hidden // for the next bpf calls
}

// Err returns why the last line could not run, or nil if it ran. A call that is not emulated is not an error.
func (r *Replayer) Err() error { return r.err }

// Declined is the result of a call that is not emulated.
const Declined = "declined"

// Replay replays a recording, from its "kernel" line to its "end", and returns it with the emulated kernel's results and
// effects instead of its own. The result of a call that is not emulated is Declined. A line that cannot run becomes a
// question mark and a text.
func Replay(text string) string {
	var out strings.Builder
	r := Replayer{}
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \r")
		if IsEffect(line) {
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

// Kernel returns the kernel of the running scenario; nil before the first.
func (r *Replayer) Kernel() *core.Kernel { return r.kernel }

// Events returns the events of the last call.
func (r *Replayer) Events() []core.Event { return r.tracer.Events() }

// Line makes the call of one line. It returns the line with the result, followed by the lines of its effects.
func (r *Replayer) Line(line string) []string {
	r.err = nil
	switch word, _, _ := strings.Cut(line, " "); word {
	case "end":
		return []string{line}
	case "kernel":
		r.kernel = nil
		r.release, r.noRelease = parseRelease(line)
		r.err = r.noRelease
		return []string{line}
	case "scenario":
		r.hidden = nil
		r.kernel, r.err = r.boot(line)
		return []string{line}
	}
	return r.run(line)
}

// boot boots the machine of a scenario line.
func (r *Replayer) boot(scenario string) (*core.Kernel, error) {
	if r.noRelease != nil {
		return nil, r.noRelease
	}
	m, err := parseScenario(r.release, scenario)
	if err != nil {
		return nil, err
	}
	return core.New(m)
}

// refuse returns the result of a line that cannot run because of err.
func (r *Replayer) refuse(text string, err error) []string {
	r.err = err
	return []string{"? " + text}
}

// run makes the call or the write of a line.
func (r *Replayer) run(line string) []string {
	l, err := ParseLine(line)
	if err != nil {
		return r.refuse(l.Text, err)
	}
	if r.kernel == nil {
		r.err = errors.New("call before the first scenario")
		if l.Write != nil || l.Hide != nil {
			return []string{l.Text}
		}
		return []string{l.Text + " = " + Declined}
	}
	k := r.kernel
	if l.Write != nil || l.Hide != nil {
		t := k.Task(l.Task)
		if t == nil {
			return r.refuse("no process", fmt.Errorf("no living task %d", l.Task))
		}
		if l.Hide != nil {
			r.hide(t.Nr, *l.Hide)
		} else {
			k.Poke(t, *l.Write)
		}
		return []string{l.Text}
	}
	if err := l.Call.Check(k); err != nil {
		return r.refuse("no process", err)
	}
	t := k.Task(l.Call.Task)
	if l.Grant {
		t.Cred.Caps = abi.Caps(l.Call.Args[0]) // capset can only drop capabilities
	}
	r.watch.Begin(t)
	r.tracer.Reset()
	k.Watch(&r.tracer)
	isBpf := l.Call.Op == core.OpBpf
	if isBpf {
		r.keepHidden(t)
	}
	ret := k.Run(&l.Call)
	k.Watch(nil)
	if isBpf {
		r.restoreHidden(k, t)
	}
	if ret == core.NotEmulated {
		return []string{l.Text + " = " + Declined}
	}
	if l.Call.Op == core.OpFork {
		ret = 0 // the line names the child
	}
	lines := []string{fmt.Sprintf("%s = %d", l.Text, ret)}
	if l.Call.Op != core.OpExec { // fresh memory is not an effect
		for _, w := range r.watch.Changes(t) {
			lines = append(lines, fmt.Sprintf("m %x %s", w.Addr, hex.EncodeToString(w.Bytes)))
		}
	}
	for _, t := range k.Text() {
		lines = append(lines, "t "+t)
	}
	if r.release == abi.Seed {
		for _, e := range r.tracer.Events() {
			if line := eventLines.At(e.Kind); line != nil {
				lines = append(lines, "e "+line(e))
			}
		}
	}
	return lines
}
