package readers

import (
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// cProgram returns a C program that makes an array, with statements before the call.
func cProgram(statements string) string {
	return "#include <linux/bpf.h>\n#include <sys/syscall.h>\nint main(void)\n{\n\tunion bpf_attr attr;\n\tchar bytes[8];\n\tint number = 65;\n" +
		"\tmemset(&attr, 0, sizeof(attr));\n\tattr.map_type = BPF_MAP_TYPE_ARRAY;\n" + statements +
		"\n\tsyscall(__NR_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));\n}\n"
}

// TestExpressionsOfC reads numbers as a C compiler computes them.
func TestExpressionsOfC(t *testing.T) {
	for expression, want := range map[string]uint64{
		"2 + 3 * 4": 14, "(2 + 3) * 4": 20, "100 / 7": 14, "100 % 7": 2, "0xff & 0x1e": 0x1e, "6 ^ 5": 3, "256 >> 4": 16, "1 << 3 | 1": 9,
		"~0xfffffff0": 15, "'A'": 65, "sizeof(int) * 2": 8, "sizeof(bytes)": 8, "htons(0x1234)": 0x3412, "htobe32(1)": 1 << 24,
		"0b101": 5, "017": 15, "7 - 2": 5, "number": 65, "*(uint32_t *)&number": 65, "(__u32)9": 9, "*&number": 65,
	} {
		read, err := Read(cProgram("\tattr.max_entries = "+expression+";"), Options{})
		if err != nil || len(read.Calls) != 1 {
			t.Errorf("%s: %v, %d calls, want one", expression, err, len(read.Calls))
			continue
		}
		if got := abi.MaxEntries.Value(read.Calls[0].Attr); got != want {
			t.Errorf("%s is read as %d, want %d; not read: %v", expression, got, want, read.Unread)
		}
	}
}

// TestStatementsOfCThatAreNotRead reads statements that cannot be evaluated. Each is listed, and the call is read all the same.
func TestStatementsOfCThatAreNotRead(t *testing.T) {
	for statement, why := range map[string]string{
		"attr.max_entries = 1 / 0;":                  "",
		"attr.max_entries = 5 % 0;":                  "",
		"attr.max_entries = 99999999999999999999;":   "",
		"attr.max_entries = sizeof(struct nothing);": "the size of struct nothing is unknown: want a C type or a variable",
		"attr.max_entries = unknown(3);":             "",
		"attr.max_entries = 'ab';":                   "",
		"attr.max_entries = (3 4);":                  "",
		"attr.max_entries = &nothing;":               "",
		"memset(&attr, 0);":                          "wrong number of arguments: want 3",
		"memset(&attr, x, sizeof(attr));":            "",
		"memcpy(&attr);":                             "invalid arguments: want an address and a string",
		"memset((void *)0x20000000, 0, 1 << 40);":    "want an address below",
		"unlink(1, 2);":                              "invalid path: want text in quotes",
		"unlink(path);":                              "invalid path: want text in quotes",
		"syscall(1 + 1);":                            "the call number is unknown: want a name such as __NR_bpf",
		"syscall(__NR_bpf, 0);":                      "1 arguments: want 3",
	} {
		source := cProgram("\t" + statement)
		read, err := Read(source, Options{})
		if err != nil || len(read.Calls) == 0 || read.Calls[len(read.Calls)-1].Cmd != abi.BPF_MAP_CREATE {
			t.Errorf("%s: %v, calls %v, want a BPF_MAP_CREATE", statement, err, read.Calls)
			continue
		}
		found := false
		for _, n := range read.Unread {
			found = found || strings.Contains(n.Text, strings.TrimSuffix(statement, ";")) && strings.Contains(n.Why, why) && n.Why != ""
		}
		if !found {
			t.Errorf("%s: not read are %+v, want it among them with %q", statement, read.Unread, why)
		}
	}
}
