package readers

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/english"
	"bpfplay/core/paste"

	"pgregory.net/rapid"
)

// unaccounted returns the lines of a text that are neither blank nor in a call nor in Unread.
func unaccounted(t testing.TB, text string, got paste.Text) []int {
	t.Helper()
	p, fault := paste.NewSource(text, func() {})
	if fault != nil {
		t.Fatal(fault)
	}
	told := make([]bool, 2+strings.Count(paste.WithLines(text), "\n"))
	for _, c := range got.Calls {
		if c.Line < 1 || c.Lines < 1 || c.Line+c.Lines > len(told) || c.Resumed >= len(told) {
			t.Fatalf("a call of %d lines in line %d, ended in line %d, of %d", c.Lines, c.Line, c.Resumed, len(told)-1)
		}
		for i := range c.Lines {
			told[c.Line+i] = true
		}
		told[c.Resumed] = true
	}
	for _, n := range got.Unread {
		if n.Line < 1 || n.Line >= len(told) || n.Why == "" {
			t.Fatalf("%+v, of %d lines", n, len(told)-1)
		}
		told[n.Line] = true
	}
	var missing []int
	for _, l := range p.Lines {
		for i := range l.Lines {
			if !paste.IsBlank(l.Text) && !told[l.Num+i] {
				missing = append(missing, l.Num+i)
			}
		}
	}
	return missing
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		text    string
		options Options
		want    string
	}{
		{"", Options{}, "line 1, column 1: the text is empty: " + paste.TextExpected},
		{"\n> \n```\n\u200b\n", Options{}, "line 1, column 1: the text is empty: " + paste.TextExpected},
		{"Dear all,\nit fails.", Options{}, `line 1, column 1: unknown format of "Dear all,": ` + paste.TextExpected},
		{"libbpf: failed to load object 'x'\nlibbpf: failed to load BPF skeleton 'x': -22", Options{}, `line 1, column 1: unknown format of "libbpf: failed to load …": ` + paste.TextExpected},
		{"systemd[1]: Started a service.\nsystemd[1]: Stopped it.", Options{}, `line 1, column 1: unknown format of "systemd[1]: Started a s…": ` + paste.TextExpected},
		{"The key is \"abc\" and it fails with 'EINVAL'.", Options{}, "line 1, column 1: unknown format of \"The key is \\\"abc\\\" and it…\": " + paste.TextExpected},
		{"import ctypes\nattr = struct.pack('IIII', 1, 4, 8, 16)\nlibc.syscall(321, 0, attr, 16)", Options{}, `line 1, column 1: "import ctypes" begins a program in Python: want its trace, from strace -f -e bpf`},
		{"r, _, e := unix.Syscall(unix.SYS_BPF, 0, uintptr(unsafe.Pointer(&b[0])), 72)", Options{}, `line 1, column 1: "r, _, e := unix.Syscall…" begins a program in Go: want its trace, from strace -f -e bpf`},
		{"let fd = unsafe { libc::syscall(libc::SYS_bpf, 0, &attr, 72) };", Options{}, `line 1, column 1: "let fd = unsafe { libc:…" begins a program in Rust: want its trace, from strace -f -e bpf`},
		{"130: cgroup_skb  tag 6deef7357e7b4530  gpl\n\tloaded_at 2022-12-05T11:44:33+0000  uid 0\n\txlated 64B  jited 104B", Options{}, `line 1, column 1: "130: cgroup_skb  tag 6d…" begins the output of bpftool prog show: want bpftool prog dump xlated, which prints the instructions, or a trace of strace`},
		{"Scanning eBPF map types...\neBPF map_type hash is available", Options{}, `line 1, column 1: "Scanning eBPF map types…" begins the output of bpftool feature: want its trace, from strace -e bpf`},
		{"01 00", Options{Format: "runes"}, `line 1, column 1: unknown format "runes": want one of ` + strings.Join(Formats(), ", ")},
		{strings.Repeat("\n", paste.TextLineLimit), Options{}, "line 1, column 1: the text has 1048577 lines: want at most 1048576"},
		{strings.Repeat("0", paste.TextMiB<<20+1), Options{}, "line 1, column 1: the text has 67108865 bytes: want at most 64 MiB"},
	} {
		_, err := Read(c.text, c.options)
		var fault *paste.SyntaxError
		if !errors.As(err, &fault) || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", english.Shorten(c.text, 40), err, c.want)
		}
	}
}

func TestReadBytes(t *testing.T) {
	got, err := Read("see:\n$ xxd attr\n00000000: 0100 0000 0400\n00000006: 0000\n00000000: 0200\n", Options{})
	if err != nil || len(got.Calls) != 2 || got.Format != "xxd" {
		t.Fatalf("%+v, %v", got, err)
	}
	if c := got.Calls[0]; c.Line != 3 || c.Lines != 2 || !slices.Equal(c.Attr, []byte{1, 0, 0, 0, 4, 0, 0, 0}) || c.Size != 8 {
		t.Errorf("%+v", c)
	}
	if c := got.Calls[1]; c.Line != 5 || c.Lines != 2 || c.Size != 2 {
		t.Errorf("%+v", c)
	}
}

// someLines are lines of all formats, from which tests build texts.
func someLines(t testing.TB) []string {
	lines := []string{"", " ", "hello", "```", "+++ exited with 0 +++", "00000000: 0100 0000"}
	for _, sample := range readStraceSamples(t, "../testdata/strace/strace-6.1.txt") {
		lines = append(lines, sample.line)
	}
	for _, file := range traceFiles(t) {
		text, _ := readTraceFile(t, file)
		lines = append(lines, strings.Split(text, "\n")...)
	}
	return lines
}

func TestEveryLineIsAccountedFor(t *testing.T) {
	lines := someLines(t)
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(lines), 1, 40).Draw(r, "lines"), rapid.SampledFrom([]string{"\n", "\r\n", "\n> "}).Draw(r, "ends"))
		format := rapid.SampledFrom(append(Formats(), "")).Draw(r, "format")
		got, err := Read(text, Options{Format: format})
		if err != nil {
			return
		}
		if missing := unaccounted(t, text, got); missing != nil {
			r.Fatalf("lines %d of\n%s\n%+v", missing, text, got)
		}
	})
}

// TestReadInSteps checks that steps of any length read the same calls.
func TestReadInSteps(t *testing.T) {
	text := strings.Join(someLines(t), "\n")
	want, err := Read(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []int{1, 7, 1000} {
		r, err := NewReader(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for steps := 1; !r.Step(step); steps++ {
			if read, total := r.Progress(); read != steps*step || read >= total {
				t.Fatalf("%d of %d lines after %d steps of %d", read, total, steps, step)
			}
		}
		if got := r.Text(); len(got.Calls) != len(want.Calls) || len(got.Unread) != len(want.Unread) {
			t.Errorf("%d calls in steps of %d, want %d", len(got.Calls), step, len(want.Calls))
		}
	}
}

func TestWrapping(t *testing.T) {
	const call = "bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0"
	for _, c := range []struct{ name, text string }{
		{"mail", "> " + call},
		{"mail twice", ">> " + call},
		{"fence", "```c\n" + call + "\n```"},
		{"fence on its line", "```" + call + "```"},
		{"returns", call + "\r\n\r\n"},
		{"blanks", "\ufeff\u00a0" + strings.ReplaceAll(call, " ", "\u00a0") + "\u200b"},
		{"colours", "\x1b[1;32m" + call + "\x1b[0m"},
		{"quoted-printable", "bpf(BPF_MAP_FREEZE, {map_fd=3D3}=\n, 4) =3D 0"},
		{"quoted-printable in mail", "> bpf(BPF_MAP_FREEZE, {map_fd=3D3}=\r\n> , 4) =3D 0"},
		{"journal", "Nov 22 20:34:01 myhost strace[77]: " + call},
		{"journal -o short-iso", "2026-11-22T20:34:01+0000 myhost strace[77]: " + call},
		{"kubectl", "[pod/web-0/agent] 2026-11-22T20:34:01.123456789Z " + call},
		{"container file", "2026-11-22T20:34:01.123456789Z stderr F " + call},
		{"compose", "agent-1  | " + call},
		{"dmesg", "[   12.345678] " + call},
		{"kernel log", "<6>[   12.345678] " + call},
	} {
		got, err := Read(c.text, Options{})
		if err != nil || len(got.Calls) != 1 || len(got.Unread) != 0 || got.Calls[0].Result == nil || *got.Calls[0].Result != 0 {
			t.Errorf("%s: %+v, %v", c.name, got, err)
			continue
		}
		if c := got.Calls[0]; c.Size != 4 || !slices.Equal(c.Attr, []byte{3, 0, 0, 0}) {
			t.Errorf("%+v", c)
		}
	}
}
