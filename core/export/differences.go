package export

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// differences are what a program cannot make true of the machine that it runs on.
func (p *program) differences() []string {
	m := p.machine
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if m.Release == abi.Seed {
		add("the kernel of the first commit, with these map types registered: %s", orNone(core.FormatTypes(m.Types)))
		add("the worker frees maps only where the history says so")
		return notes
	}
	add("%d possible processors, %d MiB of memory, pages of %d bytes", m.CPUs, m.Memory, m.PageSize)
	if p.uses[partCreds] {
		add("kernel.unprivileged_bpf_disabled = %d", m.Unpriv)
	}
	if !m.AutoWork && p.uses[partWork] {
		add("the worker frees maps only where the history says so; a real one does it at once")
	}
	if p.uses[partIDs] {
		add("no map but those of the history: a real BPF_MAP_GET_NEXT_ID finds every map of the machine")
	}
	return notes
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// kernel names the release that the history ran on.
func kernel(m core.Machine) string {
	if m.Release == abi.Seed {
		return "the first commit of bpf(2)"
	}
	return "Linux " + m.Release.String()
}

// linkMax is how long a link may be that is written into a program.
const linkMax = 4000

// preamble says what a program is; its lines become a remark at the top.
func (p *program) preamble(use string) []string {
	lines := []string{
		fmt.Sprintf("%s to bpf(2), as bpfplay ran them on %s.", calls(len(p.steps)), kernel(p.machine)),
		use,
		"Each line that it prints is a call, what this kernel answers, and what bpfplay says.",
	}
	if len(p.notes) > 0 {
		lines = append(lines, "", "bpfplay had:")
		for _, n := range p.notes {
			lines = append(lines, "  - "+n)
		}
	}
	if p.link != "" && len(p.link) <= linkMax {
		lines = append(lines, "", p.link)
	}
	return lines
}

func calls(n int) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}
