package readers

import (
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/paste/pastetest"
)

// TestCallsOfLongTexts checks that the time grows with the length of a text and not with its square.
func TestCallsOfLongTexts(t *testing.T) {
	for format, pieces := range map[string][]string{
		"syzkaller": {"bpf$MAP_CREATE(0x0, &(0x7f0000000000)={0x1, 0x4, 0x8, 0x10}, 0x48)\n", "r0 = bpf$A(0x0, &(0x7f0000000000)=ANY=[@ANYBLOB=\"00\"/1000000], 0x48)\n", "bpf$A((", "{", "@a="},
		"C":         {"*(uint32_t*)0x20000000 = 1;\nsyscall(__NR_bpf, 0ul, 0x20000000ul, 72ul);\n", "memset((void*)0x20000000, 1, 2000000);\n", "if (", "((", "int a[4096];\n", "{", "res = fork();\nif (res == 0)\nme = 1;\n", "\""},
		"bpftool": {"bpftool map create /a type array key 4 value 4 entries 1000 name x; bpftool map dump pinned /a;bpftool map show\n", "\\\n",
			"bpftool map show\n7: hash  name x  flags 0x0\n\tkey 4B  value 8B  max_entries 1\n", "8: hash  flags 0x0\n\tkey 4B\n", `{"id":1,"type":"hash","bytes_key":4}` + "\n", "[\n", `"`},
		"definitions": {"__uint(type, 1);", ".type = ", "Type: ebpf.Hash}\n", "/*"},
		"recording":   {"w 10000000 00\n", "bpf 0 10000000 16 = 3\n", "scenario x\n"},
		"link":        {"#v1/k=6.12/", "#v1~aaaa/\n"},
	} {
		for _, piece := range pieces {
			pastetest.Linear(t, fmt.Sprintf("%q as %s", piece, format), 1<<15, func(size int) {
				Read(strings.Repeat(piece, size/len(piece)), Options{Format: format})
			})
		}
	}
}
