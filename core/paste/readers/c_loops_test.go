package readers

import (
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestLoopsOfC reads loops of snippets: the keys of their updates, and the note beside the loop.
func TestLoopsOfC(t *testing.T) {
	const update = "bpf_map_update_elem(fd, &i, &v, BPF_ANY);"
	for _, c := range []struct {
		loop  string
		calls int
		last  byte // the last key
		note  string
	}{
		{"for (int i = 0; i < 3; i++)\n\t" + update, 3, 2, ""},
		{"for (int i = 3; i >= 0; i--) {\n\t" + update + "\n}", 4, 0, ""},
		{"for (int i = 1, j = 4; i < j; i += 2, j)\n" + update, 1, 1, "the loop is read as one round: i+=2,j is unknown: want a step such as i++"},
		{"for (int i = 0; i < 256; i = i + 5) { " + update + " }", 52, 255, ""},
		{"for (int i = 0; i < 1000; i++)\n" + update, 256, 255, "the loop is read as 256 rounds"},
		{"for (int i = 0; ; i++) {\n" + update + "\n}", 1, 0, "the loop is read as one round: the end is unknown: want a number, a name of bpf.h or the result of a call"},
		{"for (int i = 0; i < 0; i++)\n" + update, 1, 0, "the loop is read as one round: i<0 is false"},
		{"for (int i = 0; i < 3; i++) {\nif (" + strings.TrimSuffix(update, ";") + ") {\nperror(\"update\");\n}\n}", 3, 2, ""},
		{"for (int i = 0; i < 3; i++) {\nif (i & 1)\ncontinue;\n" + update + "\n}", 1, 0, "the loop is read as one round: it contains a condition that depends on numbers"},
		{"for (int i = 0; i < 3; i++) {\n" + update, 3, 2, ""},
		{"int i = 0;\nwhile (i < 3) {\n" + update + "\ni++;\n}", 1, 0, "the loop is read as one round"},
	} {
		text := "int fd = bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 4, 4, 8, NULL);\nint v = 7;\n" + c.loop + "\n"
		read, err := Read(text, Options{})
		if err != nil || len(read.Calls) != 1+c.calls {
			t.Errorf("%s: %v, %d calls, want %d", c.loop, err, len(read.Calls), 1+c.calls)
			continue
		}
		call := read.Calls[c.calls]
		key := byte(0)
		for _, m := range call.Memory {
			if m.Addr == abi.ElemKey.Value(call.Attr) {
				key = m.Bytes[0]
			}
		}
		note := ""
		for _, n := range read.Notes {
			note += n.Why
		}
		if key != c.last || note != c.note {
			t.Errorf("%s: the last key is %d, want %d; notes %q, want %q", c.loop, key, c.last, note, c.note)
		}
		checkCalls(t, text, read)
	}
}

// TestNestedLoopsOfCEnd reads loops whose rounds multiply.
func TestNestedLoopsOfCEnd(t *testing.T) {
	head := ""
	for _, name := range strings.Split("abcdefghijklmnopqrstuwxyz", "") {
		head += "for (int " + name + " = 0; " + name + " < 200; " + name + "++)\n"
	}
	text := "int fd = bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 4, 4, 8, NULL);\nint v = 7;\n" + head + "bpf_map_update_elem(fd, &a, &v, BPF_ANY);\n" +
		strings.Repeat("do ", 10000) + "bpf_map_freeze(fd);\n"
	read, err := Read(text, Options{})
	if err != nil || len(read.Calls) < 200 || len(read.Calls) > 1<<15 || len(read.Notes) == 0 {
		t.Errorf("%v, %d calls, %d notes", err, len(read.Calls), len(read.Notes))
	}
	checkCalls(t, text, read)
}
