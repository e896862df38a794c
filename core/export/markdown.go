package export

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/strace"
)

// toldRefusals is how many refusals a report explains; a long history has them all in its lines.
const toldRefusals = 20

// writeMarkdown writes what belongs into the report of a fault: the calls with their answers, the kernel, and which check
// refused what, and why.
func writeMarkdown(s *history.Session, o Options) (string, error) {
	var b strings.Builder
	all := moments(s, o)
	m := s.Machine()
	fmt.Fprintf(&b, "## %s\n\n```\n", headline(all, m))
	for _, m := range all {
		for _, line := range m.told() {
			fmt.Fprintf(&b, "%s\n", line)
		}
	}
	b.WriteString("```\n\n")
	fmt.Fprintf(&b, "Kernel: %s, %s (%s).\n", kernel(m), user(m), evidence(m))
	refusals := 0
	for i := range all {
		if all[i].ret >= 0 || all[i].ret == core.NotEmulated {
			continue
		}
		if refusals++; refusals <= toldRefusals {
			b.WriteString(refusal(s, &all[i], len(all) > 1))
		}
	}
	if refusals > toldRefusals {
		fmt.Fprintf(&b, "\n%d more calls were refused.\n", refusals-toldRefusals)
	}
	if o.Link != "" {
		fmt.Fprintf(&b, "\n[Open it in bpfplay, step by step](%s)\n", o.Link)
	}
	return b.String(), nil
}

// headline is the last call that was refused, else the last one: the rest led to it.
func headline(all []moment, m core.Machine) string {
	if len(all) == 0 {
		return "No call on " + kernel(m)
	}
	last := &all[len(all)-1]
	for i := range all {
		if all[i].ret < 0 && all[i].ret != core.NotEmulated {
			last = &all[i]
		}
	}
	answer := fmt.Sprintf("answers %d", last.ret)
	switch {
	case last.ret == core.NotEmulated:
		answer = "is not emulated"
	case last.ret < 0:
		answer = "answers " + abi.Errno(-last.ret).Name()
	}
	return fmt.Sprintf("%s %s on %s", strings.ReplaceAll(last.title(), "*", `\*`), answer, kernel(m))
}

// told is the lines of a call in a report: those of strace, and a word where strace sees nothing.
func (m *moment) told() []string {
	var lines []string
	switch m.call.Op {
	case core.OpBpf:
		lines = []string{m.bpfLine(strace.Format)}
	case core.OpWork:
		lines = []string{"/* the worker frees what waits */"}
	default:
		lines = m.strace()
	}
	for i, line := range lines {
		lines[i] = strings.ReplaceAll(line, "```", "` ` `")
		if m.many && m.call.Op != core.OpWork {
			lines[i] = fmt.Sprintf("[pid %d] %s", firstPid+m.call.Task, line)
		}
	}
	return lines
}

func user(m core.Machine) string {
	who := "root"
	if m.UID != 0 {
		who = fmt.Sprintf("user %d", m.UID)
	}
	if m.Caps != abi.AllCaps {
		return who + ", capabilities: " + m.Caps.String()
	}
	return who + " with every capability"
}

func evidence(m core.Machine) string {
	e := core.EvidenceOf(m.Release)
	return "emulated; " + string(e.Evidence) + ": " + e.Of
}

// refusal tells which check gave an answer.
func refusal(s *history.Session, m *moment, numbered bool) string {
	t := s.Trace(m.nr)
	e, refused := t.Answered()
	if !refused {
		return ""
	}
	passed := 0
	for _, other := range t.Events {
		if other.Kind == core.Checked && other.Passed {
			passed++
		}
	}
	which := ""
	if numbered {
		which = fmt.Sprintf("Call %d: ", m.nr)
	}
	return fmt.Sprintf("\n%s**%s** comes from `%s()`, which wants `%s`: %s\n\n> %s\n", which, abi.Errno(-m.ret).Name(), e.Func,
		e.Check.Condition(e.A, e.B), passedWords(passed), t.Sentence())
}

func passedWords(n int) string {
	switch n {
	case 0:
		return "the first check that is made."
	case 1:
		return "1 check was passed before."
	}
	return fmt.Sprintf("%d checks were passed before.", n)
}
