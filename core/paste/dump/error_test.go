package dump

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// dumpFaults are texts that cannot be read, and how the message starts.
var faults = []struct{ text, want string }{
	{"", `line 1, column 1: the text is empty: bytes were expected`},
	{" \n\n", `line 1, column 1: the text is empty: bytes were expected`},
	{"```\n```\n", `line 1, column 1: the text is empty`},

	{"01 02\n03 04 zz", `line 2, column 7: "zz" is not a hex byte: two digits 0-9 a-f were expected`},
	{"0100zz00", `line 1, column 5: "zz" is not a hex byte`},
	{"01 02 010", `line 1, column 7: "010" has an odd number of hex digits: two digits 0-9 a-f per byte were expected`},
	{"01 02 ä1", `line 1, column 7: "ä1" is not a hex byte`},
	{"> 01\n> 0g", `line 2, column 3: "0g" is not a hex byte`},
	{"    01\n    0g", `line 2, column 5: "0g" is not a hex byte`},
	{"0x", `line 1, column 1: "0x" has no digits`},
	{"0100000g", `line 1, column 7: "0g" is not a hex byte`},
	{"hello world", `line 1, column 1: "hello" is not a hex byte`},
	{"0300\n*\n0300", `line 2, column 1: "*" stands for repeated lines, but without offsets not for how many: the dump with offsets`},
	{"1 0 0 300", `line 1, column 7: "300" is not a byte: numbers from 0 to 255, or from -128, were expected`},

	{"00000000: 0100 0000  ....\n00000020: 0100  ..", `line 2, column 1: "00000020" does not follow the 4 bytes before it: 00000004 was expected`},
	{"00000000: 0100 zz00  ....", `line 1, column 16: "zz00" is not part of the dump: groups of two digits 0-9 a-f per byte were expected`},
	{"00000000: zz00  ..\n00000002: 0000  ..", `line 1, column 11: "zz00" is not part of the dump`},
	{"00000000: 0100\n01 02 03", `line 2, column 1: "01" starts a line without an offset: an offset was expected, as on the other lines`},
	{"0400 0000  ....\n00000004: 0100  ..", `line 1, column 1: "0400" starts a line without an offset`},
	{"*\n00000000: 01", `line 1, column 1: "*" repeats the line above it, which holds no bytes`},
	{"00000000: 00\n*\n", `line 2, column 1: "*" is not followed by an offset`},
	{"00000000: 01\n*\n00000010: 00", `line 2, column 1: "*" stands for lines of zeros, but the line above it has others`},
	{"new Uint8Array(4) [1, 2]", `line 1, column 16: "4" is not the number of elements in the list: there are 2`},
	{"00000000: 00\n*\n7fffffff: 00", `line 2, column 1: "*" stands for 2147483646 bytes: at most 1048576 repeated bytes are filled in`},
	{"00000000: 0000 00\n*\n00000007: 00", `line 3, column 1: "00000007" is 4 bytes further than the line above the *: a multiple of its 3 bytes was expected`},
	{"00000000: 01\n" + strings.Repeat(" ", 1<<16) + "02", `line 2, column 1: "                       …" is too long a line for a dump with offsets`},

	{"00000000  01 02  |..|\n00000003", `line 2, column 1: "00000003" does not follow the 2 bytes before it: 00000002 was expected`},
	{"00000000  01 0z  |..|\n00000002", `line 1, column 14: "0z" is not part of the dump: two digits 0-9 a-f per byte were expected`},
	{"00000000  01 02  |..|\n00000010  01", `line 2, column 1: "00000010" does not follow the 2 bytes before it`},
	{"0000   01 02\n0005   03", `line 2, column 1: "0005" does not follow the 2 bytes before it: 0002 was expected`},

	{"0000000 01 0z 00 00\n0000004", `line 1, column 12: "0z" is not part of the dump: a cell of od -t x1 was expected, like those before it`},
	{"0000000 01 02 03 04\n0000020 05", `line 2, column 1: "0000020" does not follow the 4 bytes before it: 0000004 was expected`},
	{"0000000 soh nul\n0000002", `line 1, column 9: "soh" is not part of the dump: od -t x1 was expected: od -a leaves out the highest bit of every byte`},
	{" 00000001 00000002\n*\n 00000003", `line 2, column 1: "*" stands for repeated lines`},

	{"0x5555:\t0x01\t0x02\n0x5560:\t0x03", `line 2, column 1: "0x5560" does not follow the 2 bytes before it: 0x5557 was expected`},
	{"0x5555 <a>:\t0x01\t0x2", `line 1, column 18: "0x2" is not part of the dump: a cell of gdb x/xb was expected, like those before it`},
	{"(gdb) x/2xb 0\n0x0:\tCannot access memory at address 0x0", `line 2, column 6: "Cannot" is not part of the dump`},
	{"0x5555 <a>:\t\"a", `line 1, column 13: "\"a" is not part of the dump: a string in double quotes was expected`},
	{"$1 = {0x1, 0x0 <repeats 9999999 times>}", `line 1, column 16: "<repeats 9999999 times>" stands for 9999998 bytes: at most 1048576 repeated bytes are filled in`},
	{"u64 a[] = {1 <repeats 2305843009213693953 times>}", `line 1, column 14: "<repeats 23058430092136…" stands for 2305843009213693952 elements: at most`},
	{"long a[2305843009213693953] = {1}", `line 1, column 8: "2305843009213693953" stands for 2305843009213693952 elements`},
	{"$1 = {0x1 <repeats many times>}", `line 1, column 11: "<repeats " does not say how often`},
	{"$1 = \"ab\" <repeats 3 times>", `line 1, column 11: "<repeats 3 times>" has no single character before it`},
	{"$1 = {1 'a'}", `line 1, column 9: "a" is not the character of 1: the same byte was expected, or a comma`},
	{"$1 = {{map_type = 1, key_size = 4}, {map_fd = 1}}", `line 1, column 8: "map_type" is a field with a name: bytes were expected, as gdb's x/72xb &attr`},
	{`{"map_type": 1, "key_size": 4}`, `line 1, column 2: "map_type" is a field with a name`},

	{"{1, 2", `line 1, column 1: "{" opens a list that is not closed: } was expected`},
	{"{1, 2]", `line 1, column 6: "]" does not close the list: "}" was expected, for the "{" of line 1`},
	{"x = 1, 2}", `line 1, column 1: "x" is not a hex byte`},
	{"a[2] = {1}, 2}", `line 1, column 14: "}" closes a list that was not opened`},
	{"{1,,2}", `line 1, column 4: "," has nothing before it: a number was expected`},
	{"{\n  0x01,\n  300,\n}", `line 3, column 3: "300" does not fit into a byte: smaller numbers were expected, or a type of wider elements before the list`},
	{"u16 a[] = {65536}", `line 1, column 12: "65536" does not fit into 2 bytes`},
	{"[-129]", `line 1, column 2: "-129" does not fit into a byte`},
	{"{1, SIZE}", `line 1, column 5: "SIZE" is not a number: numbers like 18, 0x12 or 022 were expected`},
	{"{1, 1 + 1}", `line 1, column 7: "+" stands in a list of bytes: plain numbers were expected`},
	{"{.key = 1}", `line 1, column 2: "." is a field with a name`},
	{"{[4] = 1}", `line 1, column 2: "[" says which element comes next: elements in order were expected`},
	{"char a[2] = {1, 2, 3};", `line 1, column 8: "2" is not the number of elements in the list: there are 3: the number of elements was expected`},
	{"char a[99999999] = {0};", `line 1, column 8: "99999999" stands for 99999998 bytes`},
	{"[0u8; 99999999]", `line 1, column 7: "99999999" stands for 99999998 bytes`},
	{"[1, [2]]", `line 1, column 1: "[" opens a list of numbers and lists: one kind was expected`},
	{"{1, /* 2}", `line 1, column 5: "/*" starts a comment that does not end: "*/" was expected`},
	{strings.Repeat("[", 65), `line 1, column 65: "[" is nested too deeply: at most 64 open brackets are read`},
	{strings.Repeat("[1]", 1<<16+1), `line 1, column 196609: "[" starts one record too many: at most 65536 are read`},
	{"bytes(72)", `line 1, column 10: the text ends without any bytes: bytes were expected, as Python bytes writes them`},

	{`"\q"`, `line 1, column 2: "\\q" is not an escape that makes a byte: \x00 to \xff, \000 to \377 or one like \n was expected`},
	{`"\777"`, `line 1, column 2: "\\7" is not an escape that makes a byte`},
	{"\"abc\nx", `line 1, column 1: "\"abc" opens a string that is not closed: " was expected on the same line`},
	{"`abc\nx", "line 1, column 1: \"`\" opens a string that is not closed: ` was expected"},
	{`bytes.fromhex("03 0g")`, `line 1, column 15: "03 0g" is not hex: two digits 0-9 a-f per byte were expected`},
	{`atob("AwA")`, `line 1, column 6: "AwA" is not base64: four characters`},
	{`\x01\xg0`, `line 1, column 5: "\\xg" is not an escape that makes a byte`},
	{"%01%0z", `line 1, column 4: "%0z" is not an escape that makes a byte: % and two digits 0-9 a-f were expected`},

	{"key 1 2 300", `line 1, column 9: "300" is not a byte: decimal, 0x and two hex digits, or octal with a 0 before it was expected, 0 to 255`},
	{"key: 01 00\nvalue: 01 0g", `line 2, column 11: "0g" is not a byte: two digits 0-9 a-f were expected`},
	{"<Buffer 01 0g>", `line 1, column 12: "0g" is not a hex byte`},
	{"<Buffer 01", `line 1, column 1: "<Buffer" is not closed: > was expected on the same line`},

	{strings.Repeat("0", maxMiB<<20+1), `line 1, column 1: the text has 16777217 bytes: at most 16 MiB are read`},
	{strings.Repeat("\n", paste.TextLineLimit), `line 1, column 1: the text has 1048577 lines: at most 1048576 are read`},
}

// TestReadFaults: a message names line and column, what stood there, why it is wrong and what would be right.
func TestReadFaults(t *testing.T) {
	for _, test := range faults {
		dump, err := Read(test.text)
		name := english.Shorten(test.text, 40)
		var fault *paste.SyntaxError
		if !errors.As(err, &fault) {
			t.Errorf("%q: %v, %v, want %q", name, dump, err, test.want)
			continue
		}
		if !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%q:\n got %s\nwant %s", name, err, test.want)
		}
		if fault.Fault == "" || fault.Want == "" || !strings.HasPrefix(err.Error(), fmt.Sprintf("line %d, column %d: ", fault.Line, fault.Col)) {
			t.Errorf("%q: %+v", name, fault)
		}
	}
}
