package export

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/strace"
)

// maxRefusals limits the failed calls that a report explains.
const maxRefusals = 20

// writeMarkdown writes a bug report: the calls with their results, the kernel, and the failed checks with reasons.
func writeMarkdown(s *history.Session, o Options) (string, error) {
	var b strings.Builder
	all := moments(s, o)
	m := s.Machine()
	d := diagnose(s, all, o.Fit)
	fmt.Fprintf(&b, "## %s\n\n```\n", d.headline(all, m))
	for _, m := range all {
		for _, line := range m.reportLines() {
			fmt.Fprintf(&b, "%s\n", line)
		}
	}
	b.WriteString("```\n\n")
	fmt.Fprintf(&b, "%s%s, %s (%s).\n", d.lead(), kernel(m), user(m), evidence(m))
	b.WriteString(d.text())
	refusals := 0
	for i := range all {
		if all[i].ret >= 0 || all[i].ret == core.NotEmulated {
			continue
		}
		if refusals++; refusals <= maxRefusals {
			b.WriteString(refusal(s, &all[i], len(all) > 1))
		}
	}
	if refusals > maxRefusals {
		fmt.Fprintf(&b, "\n%s failed.\n", english.Count(refusals-maxRefusals, "more call"))
	}
	if o.Link != "" {
		fmt.Fprintf(&b, "\n[Open it in bpfplay, step by step](%s)\n", o.Link)
	}
	return b.String(), nil
}

// reportLines returns the lines of a call: those of strace, and a comment for the worker.
func (m *moment) reportLines() []string {
	var lines []string
	switch m.call.Op {
	case core.OpBpf:
		lines = []string{m.bpfLine(strace.Format)}
	case core.OpWork:
		lines = []string{"/* the worker frees the queued maps */"}
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

// user describes the user and the capabilities of a machine.
func user(m core.Machine) string {
	name := "root"
	if m.UID != 0 {
		name = fmt.Sprintf("user %d", m.UID)
	}
	if m.Caps != abi.AllCaps {
		return name + ", capabilities: " + m.Caps.String()
	}
	return name + " with every capability"
}

func evidence(m core.Machine) string {
	e := core.EvidenceOf(m.Release)
	return "emulated; " + string(e.Evidence) + ": " + e.Of
}

// refusal describes the check that a call failed.
func refusal(s *history.Session, m *moment, numbered bool) string {
	t := s.Trace(m.nr)
	e, refused := t.Refusal()
	if !refused {
		return ""
	}
	passed := 0
	for _, other := range t.Events {
		if other.Kind == core.Checked && other.Passed {
			passed++
		}
	}
	prefix := ""
	if numbered {
		prefix = fmt.Sprintf("Call %d: ", m.nr)
	}
	return fmt.Sprintf("\n%s**%s** comes from `%s()`, which requires `%s`: %s\n\n> %s\n", prefix, abi.Errno(-m.ret).Name(), e.Func,
		e.Check.Condition(e.A, e.B), passedWords(passed), t.Sentence())
}

func passedWords(n int) string {
	switch n {
	case 0:
		return "the first check of the call."
	case 1:
		return "1 check passed before it."
	}
	return fmt.Sprintf("%d checks passed before it.", n)
}
