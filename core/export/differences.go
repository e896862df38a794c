package export

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// differences returns the properties of the machine that a program cannot reproduce.
func (p *program) differences() []string {
	m := p.machine
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if m.Release == abi.Seed {
		add("the kernel of the first commit with the registered map types: %s", orNone(core.FormatTypes(m.Types)))
		add("the worker frees maps only when the history runs it")
		return notes
	}
	add("%d possible CPUs, %d MiB of memory, pages of %d bytes", m.CPUs, m.Memory, m.PageSize)
	if m.Preload {
		add("a kernel with CONFIG_BPF_PRELOAD, which pins maps.debug and progs.debug")
	}
	if p.uses[partCreds] {
		add("kernel.unprivileged_bpf_disabled = %d", m.Unpriv)
	}
	if !m.AutoWork && p.uses[partWork] {
		add("the worker frees maps only when the history runs it; a real kernel frees them at once")
	}
	if p.uses[partIDs] {
		add("only the maps of the history; BPF_MAP_GET_NEXT_ID on a real kernel finds every map")
	}
	if p.uses[partClone] {
		add("tasks of clone share descriptors, but no memory")
	}
	if p.runs {
		add("held runs are left out, with their writes to maps")
	}
	return notes
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// kernel returns the name of the release that the history ran on.
func kernel(m core.Machine) string {
	if m.Release == abi.Seed {
		return "the first commit of bpf(2)"
	}
	return "Linux " + m.Release.String()
}

// linkMax is the maximum length of a link in a program.
const linkMax = 4000

// preamble returns the lines of the comment at the top of a program.
func (p *program) preamble(use string) []string {
	lines := []string{
		fmt.Sprintf("%s, as run by bpfplay on %s.", calls(len(p.steps)), kernel(p.machine)),
		use,
		"It prints a line for each call: its number, the result on this kernel and the result in bpfplay.",
	}
	if len(p.notes) > 0 {
		lines = append(lines, "", "Differences of the emulated machine:")
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
