package readers

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/dump"
)

// unreadable lists kinds of texts about bpf(2) that have no calls. The first row of which the text contains a mark is the kind.
var unreadable = []struct {
	marks []string
	kind  string
	want  string
}{
	{[]string{"import ctypes", "from ctypes", "ctypes.", "from bcc import", "b = BPF("}, "a program in Python", "want its trace, from strace -f -e bpf"},
	{[]string{"unix.SYS_BPF", "syscall.Syscall(", "unsafe.Pointer("}, "a program in Go", "want its trace, from strace -f -e bpf"},
	{[]string{"libc::syscall", "libc::SYS_bpf", "unsafe {"}, "a program in Rust", "want its trace, from strace -f -e bpf"},
	{[]string{"eBPF map_type ", "eBPF program_type "}, "the output of bpftool feature", "want its trace, from strace -e bpf"},
	{[]string{"xlated ", "loaded_at "}, "the output of bpftool prog show", "want bpftool prog dump xlated, which prints the instructions, or a trace of strace"},
	{[]string{"SEC(\"", "SEC('"}, "the source of a program for the kernel, without maps", "want the trace of the program that loads it, from strace -f -e bpf"},
}

// refusal returns the fault of a text of a known kind that holds neither calls nor bytes, or nil.
func refusal(p *paste.Source) *paste.SyntaxError {
	first := p.First()
	for _, u := range unreadable {
		for _, mark := range u.marks {
			if p.Contains(mark) {
				return paste.Place{Line: first.Num, Col: 1, Near: first.Text}.Fault("%q begins "+u.kind, u.want)
			}
		}
	}
	return nil
}

// attrLeast is the size of the first field of every attr.
const attrLeast = 4

// isProse reports whether a dump holds only words in quotes and numbers in brackets, from a text that does not begin with one:
// the attr of a call has at least four bytes, and some byte that is not a character.
func isProse(d dump.Dump, first string) bool {
	_, value, declared := strings.Cut(first, "=")
	if !declared {
		value = first
	}
	if value = strings.TrimSpace(value); !d.Source || value != "" && strings.IndexByte("[{\"'`&", value[0]) >= 0 {
		return false
	}
	for _, record := range d.Records {
		for _, c := range record {
			if len(record) >= attrLeast && (c < ' ' && c != '\n' && c != '\t' || c > '~') {
				return false
			}
		}
	}
	return true
}
