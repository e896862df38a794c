package readers

import (
	"encoding/hex"
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
		"~0U": 0xffffffff, "-8 / 3": 0xfffffffe, "-8 / 3U": 0x55555552, "-1 >> 1": 0xffffffff, "(__u32)-1 >> 28": 15, "(__u8)300": 44, "(char)200 + 1": 0xffffffc9,
		"3 > 2 && -1 < 0": 1, "-1 < 0U || 0": 0, "1 == 1": 1, "5 != 5": 0, "!number": 0, "!0 + 1": 2, "(unsigned short)-1 / 5": 13107, "'\\xff' & 0xfff": 0xfff,
		"(const int)7": 7, "(__u64)-1 / 3 % 1000": 205, "1 << 40 >> 36": 16,
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

// TestMacrosOfC expands the macros of a program in its instructions, wherever they are written.
func TestMacrosOfC(t *testing.T) {
	const macros = "#define ZERO 0\n#define RETURN(n) \\\n\tBPF_MOV64_IMM(BPF_REG_0, n), \\\n\tBPF_EXIT_INSN()\n"
	memory := func(instructions, from string) []byte {
		read, err := Read(macros+cProgram("\tstruct bpf_insn code[] = { "+instructions+" };\n\tattr.key = "+from+";"), Options{})
		if err != nil || len(read.Calls) != 1 {
			t.Fatalf("%s: %v, %d calls, want one", instructions, err, len(read.Calls))
		}
		for _, n := range read.Unread {
			if strings.Contains(n.Text, "code") {
				t.Errorf("not read is %+v", n)
			}
		}
		for _, m := range read.Calls[0].Memory {
			if b := m.Bytes; len(b) >= 16 {
				return b[:16]
			}
		}
		return nil
	}
	want := "b7000000070000009500000000000000"
	for _, instructions := range []string{"BPF_MOV64_IMM(BPF_REG_0, 7), BPF_EXIT_INSN()", "RETURN(ZERO + 7)"} {
		for _, from := range []string{"ptr_to_u64(code)", "ptr_to_u64((struct bpf_insn[]){ " + instructions + " })"} {
			if got := hex.EncodeToString(memory(instructions, from)); got != want {
				t.Errorf("%s in %s is read as %s, want %s", instructions, from, got, want)
			}
		}
	}
}

// TestStatementsOfCThatAreNotRead reads statements that cannot be evaluated. Each is listed with its fault, and the call
// is read all the same.
func TestStatementsOfCThatAreNotRead(t *testing.T) {
	const unknown = " is unknown: want a number, a name of bpf.h or the result of a call"
	for statement, why := range map[string]string{
		"attr.max_entries = 1 / 0;":                                          "division by 0: want another divisor",
		"attr.max_entries = 5 >> 32;":                                        "invalid shift of a 32-bit number by 32: want 0 to 31",
		"attr.max_entries = _1;":                                             `"_1"` + unknown,
		"attr.max_entries = 5 % 0;":                                          "division by 0: want another divisor",
		"attr.max_entries = 99999999999999999999;":                           "99999999999999999999 is too large: want at most 64 bits",
		"attr.max_entries = sizeof(struct nothing);":                         "the size of struct nothing is unknown: want a C type or a variable",
		"attr.max_entries = unknown(3);":                                     `"unknown"` + unknown,
		"attr.max_entries = 'ab';":                                           `"'ab'"` + unknown,
		"attr.max_entries = (3 4);":                                          `"4"` + unknown,
		"attr.max_entries = &nothing;":                                       `"nothing"` + unknown,
		"attr.max_entries = ;":                                               "the end" + unknown,
		"attr.max_entries = 3 +;":                                            "the end" + unknown,
		"attr.max_entries = (3)(4);":                                         `"("` + unknown,
		"= 0;":                                                               "is not a call and stores nothing for one",
		"attr.max_entries = *(struct nothing *)0x100;":                       "the size of struct nothing is unknown: want a C type",
		"attr.max_entries = bytes[70000000];":                                "70000000 is beyond the array: want a smaller index",
		"attr.max_entries = bytes[x];":                                       `"x"` + unknown,
		"attr.max_entries = &bytes[res];":                                    `"res"` + unknown,
		"attr.key = \"a\" 4;":                                                "invalid string: want text in quotes",
		"attr.key = (__u64)\"\\xzz\";":                                       "invalid string: want text in quotes",
		"attr.key = &(struct nothing){ 1 };":                                 "the size of struct nothing is unknown: want a C type",
		"attr.key = (int[]){ 1, x };":                                        `"x"` + unknown,
		"attr.key = ptr_to_u64((struct bpf_insn[]){ BPF_NO_SUCH_INSN(1) });": "invalid instructions: ",
		"struct bpf_insn code[] = { BPF_NO_SUCH_INSN(1) };":                  "invalid instructions: ",
		"struct bpf_insn code[] = { BPF_LD_MAP_FD(BPF_REG_1, nothing) };":    `"nothing"` + unknown,
		"struct bpf_insn code[] = { TWO(1) };":                               "invalid instructions: macro TWO takes 2 arguments, not 1",
		"memcpy(bytes, (struct bpf_insn[]){ BPF_NO_SUCH_INSN(1) }, 8);":      "invalid instructions: ",
		"attr.max_entries = " + strings.Repeat("bytes[", 65) + strings.Repeat("]", 65) + ";": "too deep: want at most 64 nested lists and indices",
		"attr.key = " + strings.Repeat("(int[]){ ", 100) + strings.Repeat("}", 100) + ";":    "too deep: want at most 64 nested lists and indices",
		"attr.max_entries = " + strings.Repeat("(", 70) + strings.Repeat(")", 70) + ";":      `"("` + unknown,
		"bytes = 5;":                                                    "one number for many elements: want values in braces",
		"bytes = \"nine chars\";":                                       "too long for the variable: want a string of at most 8 characters",
		"bytes = \"one\" two;":                                          "invalid string: want text in quotes",
		"number = \"one\";":                                             "a string for a number: want an array of characters or a pointer",
		"int three[2] = { 1, 2, 3 };":                                   "too many values for the variable",
		"int three[3] = { 1, 2, x };":                                   `"x"` + unknown,
		"bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 4, 4, 1, );":           "no options: want NULL, or the address of some",
		"bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 4, x, 1, NULL);":       `"x"` + unknown,
		"int three = 3, four = x;":                                      `"x"` + unknown,
		"attr = (union bpf_attr){ .no = 1 };":                           "no is not a field of union bpf_attr for maps",
		"attr = (union bpf_attr){ .batch = { .no = 1 } };":              "batch.no is not a field of union bpf_attr for maps",
		"attr = (union bpf_attr){ .map_name = \"seventeen letters\" };": "too long for the variable: want a string of at most 16 characters",
		"memset(&attr, 0);":                                             "wrong number of arguments: want 3",
		"memset(&attr, x, sizeof(attr));":                               `"x"` + unknown,
		"memset(nothing, 0, 8);":                                        `"nothing"` + unknown,
		"memset((void *)0x20000000, 0, 1 << 40);":                       "1099511627776 bytes at 0x20000000: want an address below 0x7ffffffff000, and at most 4 MiB in all",
		"memcpy(&attr);":                                                "invalid arguments: want an address and a string",
		"memcpy(nothing, bytes, 8);":                                    `"nothing"` + unknown,
		"memcpy(bytes, nothing, 8);":                                    `"nothing"` + unknown,
		"memcpy(bytes, \"one\" two, 8);":                                "invalid string: want text in quotes",
		"memcpy(bytes, \"one\", x);":                                    `"x"` + unknown,
		"memcpy(bytes, \"one\", 1 << 24);":                              "16777216 bytes at 0x100000b0: want an address below 0x7ffffffff000, and at most 4 MiB in all",
		"sprintf(nothing, \"%020lld\", 1);":                             `"nothing"` + unknown,
		"sprintf(bytes, \"%020llu\", x);":                               `"x"` + unknown,
		"sprintf(bytes, \"%s\", 1);":                                    "is not a call and stores nothing for one",
		"sprintf(bytes, \"%020llu\");":                                  "is not a call and stores nothing for one",
		"STORE_BY_BITMASK(uint8_t, , bytes, 3, 7);":                     "wrong number of arguments: want 6",
		"STORE_BY_BITMASK(uint8_t, , x, 3, 7, 1);":                      `"x"` + unknown,
		"STORE_BY_BITMASK(uint8_t, , bytes, 3, 7, 2);":                  "invalid type or bits: want a type such as uint32_t, and bits within it",
		"STORE_BY_BITMASK(uint8_t, , bytes, 3, 1, -1);":                 "invalid type or bits: want a type such as uint32_t, and bits within it",
		"STORE_BY_BITMASK(union bpf_attr, , bytes, 3, 1, 1);":           "invalid type or bits: want a type such as uint32_t, and bits within it",
		"STORE_BY_BITMASK(uint16_t, htobe16, bytes, 3, 1, 1);":          "bits of a number in network byte order are not supported: want host byte order",
		"STORE_BY_BITMASK(uint8_t, , -1, 3, 1, 1);":                     "1 bytes at 0xffffffffffffffff: want an address below 0x7ffffffff000, and at most 4 MiB in all",
		"unlink(1, 2);":                                                 "invalid path: want text in quotes",
		"unlink(path);":                                                 "invalid path: want text in quotes",
		"page(x);":                                                      `"x"` + unknown,
		"close(x);":                                                     `"x"` + unknown,
		"syscall(1 + 1);":                                               "the call number is unknown: want a name such as __NR_bpf",
		"syscall(__NR_getpid);":                                         "does not affect maps",
		"syscall(__NR_bpf, 0);":                                         "1 arguments: want 3",
		"syscall(__NR_bpf, 0, x, 8);":                                   `"x"` + unknown,
	} {
		source := "#define TWO(a, b) BPF_MOV64_IMM(a, b)\n" + cProgram("\t"+statement)
		read, err := Read(source, Options{})
		if err != nil || len(read.Calls) == 0 || read.Calls[len(read.Calls)-1].Cmd != abi.BPF_MAP_CREATE {
			t.Errorf("%s: %v, calls %v, want a BPF_MAP_CREATE", statement, err, read.Calls)
			continue
		}
		found := false
		for _, n := range read.Unread {
			found = found || strings.Contains(n.Text, strings.TrimSuffix(statement, ";")) && strings.HasPrefix(n.Why, why)
		}
		if !found {
			t.Errorf("%s: not read are %+v, want it among them with %q", statement, read.Unread, why)
		}
	}
}

// TestResultsThatCannotBeComputed reads numbers that depend on the result of a call in other ways than a replay follows.
func TestResultsThatCannotBeComputed(t *testing.T) {
	const operator = ` with the result of a call is unknown until the calls run: want one / or + and a number`
	for statement, why := range map[string]string{
		"attr.max_entries = fd * 2;":      `"*"` + operator,
		"attr.max_entries = 2 - fd;":      `"-"` + operator,
		"attr.max_entries = fd + fd;":     `"+"` + operator,
		"attr.max_entries = fd / 2 / 2;":  `"/"` + operator,
		"attr.max_entries = fd / 0;":      `"/"` + operator,
		"attr.max_entries = fd < 2;":      `"<"` + operator,
		"attr.max_entries = !fd;":         `"!"` + operator,
		"attr.max_entries = -fd;":         `"-"` + operator,
		"attr.max_entries = htons(fd);":   "fd is unknown until the calls run: want a number",
		"attr.max_entries = *(char *)fd;": "the end is unknown: want a number, a name of bpf.h or the result of a call",
		"*(uint32_t *)fd = 1;":            "fd is unknown until the calls run: want a number",
		"bytes[1] = fd;":                  "the result of a call does not fit in 1 bytes: want 4 or 8",
		"char fds[2] = { fd };":           "the result of a call does not fit in 1 bytes: want 4 or 8",
		"bpf(BPF_MAP_CREATE, &attr, fd);": "fd is unknown until the calls run: want a number",
	} {
		read, err := Read(cProgram("\tint fd = dup(1);\n\t"+statement), Options{})
		if err != nil || len(read.Calls) != 2 || read.Calls[0].Name != "dup" {
			t.Errorf("%s: %v, calls %v, want two", statement, err, read.Calls)
			continue
		}
		found := false
		for _, n := range read.Unread {
			found = found || strings.Contains(n.Text, statement) && n.Why == why
		}
		if !found || len(read.Calls[1].Refs) > 0 {
			t.Errorf("%s: not read are %+v, want it among them with %q", statement, read.Unread, why)
		}
	}
}

// TestStoresOfReproducersThatAreNotRead reads stores at fixed addresses that cannot be made.
func TestStoresOfReproducersThatAreNotRead(t *testing.T) {
	for statement, why := range map[string]string{
		"*(uint32_t*)nowhere = 1;":            `"nowhere" is unknown: want a number, a name of bpf.h or the result of a call`,
		"*(uint32_t*)0x20000004 = x;":         `"x" is unknown: want a number, a name of bpf.h or the result of a call`,
		"*(uint32_t*)0x20000004 = ;":          "the end is unknown: want a number, a name of bpf.h or the result of a call",
		"*(uint32_t)0x20000004 = 1;":          "is not a call and stores nothing for one",
		"*(struct nothing*)0x20000004 = 1;":   "the size of struct nothing is unknown: want a C type",
		"*(union bpf_attr*)0x20000004 = 1;":   "one number for many elements: want values in braces",
		"*(uint32_t*)0xffffffffffff0000 = 1;": "4 bytes at 0xffffffffffff0000: want an address below 0x7ffffffff000, and at most 4 MiB in all",
		"*(uint16_t*)0x20000004 = r[0];":      "the result of a call does not fit in 2 bytes: want 4 or 8",
		"*(uint32_t*)r[0] = 1;":               "r[0] is unknown until the calls run: want a number",
		"r[1] = *(uint32_t*)nowhere;":         `"nowhere" is unknown: want a number, a name of bpf.h or the result of a call`,
		"r[1] = x;":                           `"x" is unknown: want a number, a name of bpf.h or the result of a call`,
		"r[1] = 5;":                           "is not a call and stores nothing for one",
	} {
		read, err := Read("int main(void)\n{\n\tres = syscall(__NR_dup, 1);\n\tr[0] = res;\n\t*(uint32_t*)0x20000000 = 7;\n\t"+statement+
			"\n\tsyscall(__NR_bpf, BPF_MAP_FREEZE, 0x20000000, 4);\n}\n", Options{})
		if err != nil || len(read.Calls) != 2 || len(read.Calls[1].Attr) != 4 || read.Calls[1].Attr[0] != 7 {
			t.Errorf("%s: %v, calls %v, want dup and BPF_MAP_FREEZE", statement, err, read.Calls)
			continue
		}
		if n := read.Unread[2]; n.Line != 6 || n.Text != "\t"+statement || n.Why != why {
			t.Errorf("%s: not read is %+v, want %q", statement, n, why)
		}
	}
}
