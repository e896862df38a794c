package dump

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// dumpFaults are invalid texts, with the start of the error.
var faults = []struct{ text, want string }{
	{"", `line 1, column 1: the text is empty: want bytes as printed by xxd, hexdump, od, gdb or a programming language`},
	{" \n\n", `line 1, column 1: the text is empty: want bytes as printed by xxd, hexdump, od, gdb or a programming language`},
	{"```\n```\n", `line 1, column 1: the text is empty`},

	{"01 02\n03 04 zz", `line 2, column 7: invalid hex byte "zz": want two digits 0-9 a-f`},
	{"0100zz00", `line 1, column 5: invalid hex byte "zz": want two digits 0-9 a-f`},
	{"01 02 010", `line 1, column 7: odd number of hex digits "010": want two digits 0-9 a-f for each byte`},
	{"01 02 ä1", `line 1, column 7: invalid hex byte "ä1": want two digits 0-9 a-f`},
	{"> 01\n> 0g", `line 2, column 3: invalid hex byte "0g": want two digits 0-9 a-f`},
	{"    01\n    0g", `line 2, column 5: invalid hex byte "0g": want two digits 0-9 a-f`},
	{"0x", `line 1, column 1: no digits after "0x": want hex digits`},
	{"0100000g", `line 1, column 7: invalid hex byte "0g": want two digits 0-9 a-f`},
	{"hello world", `line 1, column 1: invalid hex byte "hello": want two digits 0-9 a-f`},
	{"0300\n*\n0300", `line 2, column 1: "*" repeats an unknown number of lines: want a dump with offsets, or one of od -v or hexdump -v`},
	{"1 0 0 300", `line 1, column 7: invalid byte "300": want 0 to 255, or -128 to 127`},

	{"00000000: 0100 0000  ....\n00000020: 0100  ..", `line 2, column 1: invalid offset "00000020" after 4 bytes: want 00000004`},
	{"00000000: 0100 zz00  ....", `line 1, column 16: unexpected "zz00" in the dump: want groups of two digits 0-9 a-f for each byte`},
	{"00000000: zz00  ..\n00000002: 0000  ..", `line 1, column 11: unexpected "zz00" in the dump: want groups of two digits 0-9 a-f for each byte`},
	{"00000000: 0100\n01 02 03", `line 2, column 1: line without an offset at "01": want an offset, as on the other lines`},
	{"0400 0000  ....\n00000004: 0100  ..", `line 1, column 1: line without an offset at "0400": want an offset, as on the other lines`},
	{"*\n00000000: 01", `line 1, column 1: "*" without a line of bytes above it: want a line of bytes to repeat`},
	{"00000000: 00\n*\n", `line 2, column 1: "*" without an offset below it: want the offset at which the repetition ends`},
	{"00000000: 01\n*\n00000010: 00", `line 2, column 1: "*" repeats a line that is not all zeros: want a line of zeros above it, as xxd -a prints`},
	{"new Uint8Array(4) [1, 2]", `line 1, column 16: wrong number of elements "4": want 2, the length of the list`},
	{"00000000: 00\n*\n7fffffff: 00", `line 2, column 1: "*" stands for 2147483646 bytes: want at most 1048576 repeated bytes`},
	{"00000000: 0000 00\n*\n00000007: 00", `line 3, column 1: offset "00000007" is 4 bytes after the line above the *: want a multiple of its 3 bytes`},
	{"00000000: 01\n" + strings.Repeat(" ", 1<<16) + "02", `line 2, column 1: line too long at "                       …": want at most 65536 characters in a dump with offsets`},

	{"00000000  01 02  |..|\n00000003", `line 2, column 1: invalid offset "00000003" after 2 bytes: want 00000002`},
	{"00000000  01 0z  |..|\n00000002", `line 1, column 14: unexpected "0z" in the dump: want two digits 0-9 a-f for each byte`},
	{"00000000  01 02  |..|\n00000010  01", `line 2, column 1: invalid offset "00000010" after 2 bytes: want 00000002`},
	{"0000   01 02\n0005   03", `line 2, column 1: invalid offset "0005" after 2 bytes: want 0002`},

	{"0000000 01 0z 00 00\n0000004", `line 1, column 12: unexpected "0z" in the dump: want a value of od -t x1`},
	{"0000000 01 02 03 04\n0000020 05", `line 2, column 1: invalid offset "0000020" after 4 bytes: want 0000004`},
	{"0000000 soh nul\n0000002", `line 1, column 9: unexpected "soh" in the dump: want od -t x1: od -a drops the highest bit of each byte`},
	{" 00000001 00000002\n*\n 00000003", `line 2, column 1: "*" repeats an unknown number of lines: want a dump with offsets, or one of od -v or hexdump -v`},

	{"0x5555:\t0x01\t0x02\n0x5560:\t0x03", `line 2, column 1: invalid offset "0x5560" after 2 bytes: want 0x5557`},
	{"0x5555 <a>:\t0x01\t0x2", `line 1, column 18: unexpected "0x2" in the dump: want a value of gdb x/xb`},
	{"(gdb) x/2xb 0\n0x0:\tCannot access memory at address 0x0", `line 2, column 6: unexpected "Cannot" in the dump: want a value of gdb x/xb`},
	{"0x5555 <a>:\t\"a", `line 1, column 13: unexpected "\"a" in the dump: want a string in double quotes, as gdb x/s prints`},
	{"$1 = {0x1, 0x0 <repeats 9999999 times>}", `line 1, column 16: "<repeats 9999999 times>" stands for 9999998 bytes: want at most 1048576 repeated bytes`},
	{"u64 a[] = {1 <repeats 2305843009213693953 times>}", `line 1, column 14: "<repeats 23058430092136…" stands for 2305843009213693952 elements: want at most 1048576 repeated bytes`},
	{"long a[2305843009213693953] = {1}", `line 1, column 8: "2305843009213693953" stands for 2305843009213693952 elements`},
	{"$1 = {0x1 <repeats many times>}", `line 1, column 11: invalid repeat count after "<repeats ": want "<repeats N times>"`},
	{"$1 = \"ab\" <repeats 3 times>", `line 1, column 11: "<repeats 3 times>" without a single character before it: want a character in single quotes`},
	{"$1 = {1 'a'}", `line 1, column 9: character "a" does not match 1: want the same byte, or a comma`},
	{"$1 = {{map_type = 1, key_size = 4}, {map_fd = 1}}", `line 1, column 8: unexpected field "map_type": want bytes, as printed by gdb's x/72xb &attr or a hex dump`},
	{`{"map_type": 1, "key_size": 4}`, `line 1, column 2: unexpected field "map_type": want bytes, as printed by gdb's x/72xb &attr or a hex dump`},

	{"{1, 2", `line 1, column 1: unclosed "{": want } after the list`},
	{"{1, 2]", `line 1, column 6: "]" does not close the list: want "}" for the "{" of line 1`},
	{"x = 1, 2}", `line 1, column 1: invalid hex byte "x": want two digits 0-9 a-f`},
	{"a[2] = {1}, 2}", `line 1, column 14: unexpected "}" outside a list: want an opening bracket before it`},
	{"{1,,2}", `line 1, column 4: "," without a number before it: want a number`},
	{"{\n  0x01,\n  300,\n}", `line 3, column 3: "300" does not fit in a byte: want a smaller number, or a wider element type before the list`},
	{"u16 a[] = {65536}", `line 1, column 12: "65536" does not fit in 2 bytes: want a smaller number, or a wider element type before the list`},
	{"[-129]", `line 1, column 2: "-129" does not fit in a byte: want a smaller number, or a wider element type before the list`},
	{"{1, SIZE}", `line 1, column 5: invalid number "SIZE": want a number such as 18, 0x12 or 022`},
	{"{1, 1 + 1}", `line 1, column 7: unexpected "+" in a list of bytes: want numbers separated by commas or blanks`},
	{"{.key = 1}", `line 1, column 2: unexpected field ".": want bytes, as printed by gdb's x/72xb &attr or a hex dump`},
	{"{[4] = 1}", `line 1, column 2: unexpected index "[": want elements in order, without their indexes`},
	{"char a[2] = {1, 2, 3};", `line 1, column 8: wrong number of elements "2": want 3, the length of the list`},
	{"char a[99999999] = {0};", `line 1, column 8: "99999999" stands for 99999998 bytes`},
	{"[0u8; 99999999]", `line 1, column 7: "99999999" stands for 99999998 bytes`},
	{"[1, [2]]", `line 1, column 1: "[" opens a list of both numbers and lists: want only one kind`},
	{"{1, /* 2}", `line 1, column 5: unclosed comment "/*": want "*/"`},
	{strings.Repeat("[", 65), `line 1, column 65: "[" is nested too deeply: want at most 64 open brackets`},
	{strings.Repeat("[1]", 1<<16+1), `line 1, column 196609: too many records at "[": want at most 65536`},
	{"bytes(72)", `line 1, column 10: the text holds no bytes: want bytes in the format Python bytes`},

	{`"\q"`, `line 1, column 2: invalid escape "\\q": want \x00 to \xff, \000 to \377, or a letter such as \n`},
	{`"\777"`, `line 1, column 2: invalid escape "\\7": want \x00 to \xff, \000 to \377, or a letter such as \n`},
	{"\"abc\nx", `line 1, column 1: unclosed string "\"abc": want " on the same line`},
	{"`abc\nx", "line 1, column 1: unclosed string \"`\": want a closing `"},
	{`bytes.fromhex("03 0g")`, `line 1, column 15: invalid hex string "03 0g": want two digits 0-9 a-f for each byte`},
	{`atob("AwA")`, `line 1, column 6: invalid base64 string "AwA": want four characters A-Z a-z 0-9 + / for each three bytes`},
	{`\x01\xg0`, `line 1, column 5: invalid escape "\\xg": want \x00 to \xff, \000 to \377, or a letter such as \n`},
	{"%01%0z", `line 1, column 4: invalid escape "%0z": want % and two digits 0-9 a-f`},

	{"key 1 2 300", `line 1, column 9: invalid byte "300": want 0 to 255, 0x00 to 0xff, or octal with a leading 0`},
	{"key: 01 00\nvalue: 01 0g", `line 2, column 11: invalid byte "0g": want two digits 0-9 a-f`},
	{"<Buffer 01 0g>", `line 1, column 12: invalid hex byte "0g": want two digits 0-9 a-f`},
	{"<Buffer 01", `line 1, column 1: unclosed "<Buffer": want > on the same line`},

	{strings.Repeat("0", maxMiB<<20+1), `line 1, column 1: the text has 1048577 bytes: want at most 1 MiB`},
	{strings.Repeat("\n", paste.TextLineLimit), `line 1, column 1: the text has 1048577 lines: want at most 1048576`},
}

// TestReadFaults checks that each error has the line, the column, the invalid text, the reason and the expected text.
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
