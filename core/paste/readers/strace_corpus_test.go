package readers

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/strace"
	printer "bpfplay/core/strace"
)

// straceSample is a paragraph of testdata/strace/*.txt: a line of strace, followed by the named fields of the call.
// Lines that begin with # are comments.
//
//	cmd, size, ret, addr   numbers; ret and addr are optional
//	attr                   hex digits, then +n for n zero bytes; optional
//	path                   a quoted string
//	lost                   a value that the line omits; may repeat
//	memory                 the actual bytes at the address, if they print differently from attr
//	prints                 the output of strace.Format, if it differs from the line
type straceSample struct {
	line   string
	fields map[string][]string
}

func readStraceSamples(t testing.TB, file string) []straceSample {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var samples []straceSample
	for paragraph := range strings.SplitSeq(string(text), "\n\n") {
		sample := straceSample{fields: map[string][]string{}}
		for line := range strings.SplitSeq(strings.Trim(paragraph, "\n"), "\n") {
			name, value, _ := strings.Cut(line, " ")
			switch {
			case strings.HasPrefix(line, "#"):
			case sample.line == "":
				sample.line = line
			default:
				sample.fields[name] = append(sample.fields[name], value)
			}
		}
		if sample.line != "" {
			samples = append(samples, sample)
		}
	}
	return samples
}

func (s straceSample) number(t *testing.T, name string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s.fields[name][0], 0, 64)
	if err != nil {
		t.Fatalf("%s: %v", s.line, err)
	}
	return n
}

func (s straceSample) bytes(t *testing.T, name string) []byte {
	t.Helper()
	if s.fields[name] == nil {
		return nil
	}
	digits, zeroes, _ := strings.Cut(s.fields[name][0], "+")
	b, err := hex.DecodeString(strings.TrimSpace(digits))
	n, _ := strconv.Atoi(zeroes)
	if err != nil {
		t.Fatalf("%s: %v", s.line, err)
	}
	return append(b, make([]byte, n)...)
}

// call returns the call that the paragraph describes.
func (s straceSample) call(t *testing.T) paste.Call {
	t.Helper()
	call := paste.Call{Cmd: abi.Cmd(s.number(t, "cmd")), Size: uint32(s.number(t, "size")), Attr: s.bytes(t, "attr"), Lost: s.fields["lost"]}
	if s.fields["addr"] != nil {
		call.Addr = uint64(s.number(t, "addr"))
	}
	if s.fields["ret"] != nil {
		ret := s.number(t, "ret")
		call.Result = &ret
	}
	if path := s.fields["path"]; path != nil {
		text, err := strconv.Unquote(path[0])
		if err != nil {
			t.Fatalf("%s: %v", s.line, err)
		}
		call.Path = text
	}
	return call
}

func sameCall(a, b paste.Call) bool {
	sameRet := (a.Result == nil) == (b.Result == nil) && (a.Result == nil || *a.Result == *b.Result)
	return sameRet && a.Cmd == b.Cmd && a.Size == b.Size && a.Addr == b.Addr && a.Path == b.Path &&
		(a.Attr == nil) == (b.Attr == nil) && bytes.Equal(a.Attr, b.Attr) && slices.Equal(a.Lost, b.Lost)
}

func printStrace(call paste.Call) string {
	text := printer.Format(call.Cmd, call.Addr, call.Attr, call.Size, call.Path)
	if call.Result != nil {
		text += " " + printer.FormatResult(*call.Result)
	}
	return text
}

func TestStraceSamples(t *testing.T) {
	files, err := filepath.Glob("../testdata/strace/*.txt")
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for _, sample := range readStraceSamples(t, file) {
				want := sample.call(t)
				got, err := strace.ReadCall(sample.line)
				if err != nil {
					t.Errorf("%s\n%v", sample.line, err)
					continue
				}
				if !sameCall(got, want) {
					t.Errorf("%s\n got %+v\nwant %+v", sample.line, got, want)
				}
				if memory := sample.bytes(t, "memory"); memory != nil {
					want.Attr = memory
				}
				line := sample.line[strings.Index(sample.line, "bpf("):]
				// After a short call, strace pads the result to a column.
				if before, result, ok := strings.Cut(line, ")  "); ok {
					line = before + ") " + strings.TrimLeft(result, " ")
				}
				if prints := sample.fields["prints"]; prints != nil {
					line = prints[0]
				}
				if text := printStrace(want); text != line {
					t.Errorf("prints %s\n  want %s", text, line)
				}
			}
		})
	}
}

func TestStraceFaults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "line 1, column 1: no bpf call in \"\": want a line such as bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16) = 3"},
		{"  sys_bpf(0)", `line 1, column 3: no bpf call in "sys_bpf(0)": want a line such as bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16) = 3`},
		{"[pid 3] <... bpf resumed>) = 3", `line 1, column 1: "[pid 3] <... bpf resume…" is the second half of a call: want the line above it that ends in "<unfinished ...>"`},
		{"bpf(", "line 1, column 5: the text ends: want a name such as BPF_MAP_CREATE, or a number"},
		{"bpf(BPF_MAP_MAKE, {}, 1)", `line 1, column 5: invalid command "BPF_MAP_MAKE": want a name such as BPF_MAP_CREATE, or a number`},
		{"bpf(0x100000000, 0, 1)", `line 1, column 5: "0x100000000" is out of range for a command: want -2147483648 to 4294967295`},
		{"bpf(0; 0, 1)", `line 1, column 6: unexpected ";": want ,`},
		{"bpf(0, &attr, 1)", `line 1, column 8: "&" is neither a struct nor an address: want {, an address such as 0x7ffd4509f4e0, or NULL`},
		{"bpf(BPF_MAP_CREATE, {key_size=4294967296}, 16)", `line 1, column 31: "4294967296" is out of range for key_size: want 0 to 4294967295`},
		{"bpf(BPF_MAP_CREATE, {key_size=-1}, 16)", `line 1, column 31: "-1" is out of range for key_size: want 0 to 4294967295`},
		{"bpf(BPF_MAP_CREATE, {key_size=four}, 16)", `line 1, column 31: invalid number "four" for key_size: want 0 to 4294967295`},
		{"bpf(BPF_MAP_FREEZE, {map_fd=-2147483649}, 4)", `line 1, column 29: "-2147483649" is out of range for map_fd: want -2147483648 to 4294967295`},
		{"bpf(BPF_MAP_CREATE, {map_type=HASCH}, 16)", `line 1, column 31: invalid value "HASCH" of map_type: want a name such as BPF_MAP_TYPE_HASH, or a number`},
		{"bpf(BPF_MAP_CREATE, {map_flags=LOCK}, 16)", `line 1, column 32: invalid value "LOCK" of map_flags: want names such as BPF_F_NO_PREALLOC joined by |, or a number`},
		{"bpf(BPF_MAP_UPDATE_ELEM, {flags=BPF_F_NO_PREALLOC}, 32)", `line 1, column 33: invalid value "BPF_F_NO_PREALLOC" of flags: want names such as BPF_NOEXIST joined by |, or a number`},
		{"bpf(BPF_MAP_DELETE_ELEM,\n {map_fd=3, ключ=1}, 16)", `line 2, column 13: invalid field name "к": want map_fd, key`},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3, value=1}, 16)", `line 1, column 37: BPF_MAP_DELETE_ELEM has no field "value": want map_fd, key`},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3, map_fd=4}, 16)", `line 1, column 37: repeated field "map_fd": want each field once`},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3 key=4}, 16)", `line 1, column 36: unexpected "key": want ,`},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3", "line 1, column 35: the text ends: want ,"},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3}, -1)", `line 1, column 38: "-1" is out of range for the size: want 0 to 4294967295`},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3}, 16", "line 1, column 40: the text ends: want )"},
		{"bpf(BPF_MAP_DELETE_ELEM, {map_fd=3}, 16) = three", `line 1, column 44: invalid result "three": want a number, -1 with the name of an error, or ?`},
		{`bpf(BPF_MAP_CREATE, {map_name="0123456789abcdefg"}, 72)`, `line 1, column 31: "\"0123456789abcdefg\"" is too long for map_name: want at most 15 characters`},
		{`bpf(BPF_MAP_CREATE, {map_name="0\q"}, 72)`, `line 1, column 33: invalid escape "\\q": want \n \t \r \v \f \" \\, octal digits up to \377, or \x and two hex digits`},
		{`bpf(BPF_MAP_CREATE, {map_name="0`, `line 1, column 31: "\"0" starts a string that does not end: want "`},
		{`bpf(BPF_MAP_CREATE, {map_name=0x3}, 72 /* x`, `line 1, column 40: "/*" starts a comment that does not end: want */`},
		{`bpf(BPF_OBJ_GET, {pathname="/a\0b"}, 16)`, `line 1, column 28: "\"/a\\0b\"" contains a NUL, which ends a path: want text without \0`},
		{`bpf(BPF_OBJ_GET, {pathname=/a}, 16)`, `line 1, column 28: invalid value "/" of pathname: want NULL, a path in quotes, or a number`},
		{`bpf(BPF_MAP_FREEZE, {map_fd=3<a}, 4)`, `line 1, column 30: "<a}, 4)" starts a remark that does not end: want >`},
		{`bpf(BPF_MAP_FREEZE, {map_fd=3, extra_data="\x01\x02" /* bytes 4..6 */}, 7)`, `line 1, column 43: "\"\\x01\\x02\"" has 2 bytes and the comment "bytes 4..6": want a comment such as /* bytes 72..79 */ for 8 bytes`},
		{`bpf(BPF_MAP_FREEZE, {map_fd=3, extra_data="\x01" /* bytes 4096..4096 */}, 4097)`, `line 1, column 43: "\"\\x01\"" ends at byte 4096: want at most byte 4095`},
		{`bpf(BPF_PROG_LOAD, {insns=[{code=1}, 4)`, `line 1, column 20: "{" is not closed: want the closing bracket`},
	} {
		_, err := strace.ReadCall(c.text)
		var fault *paste.SyntaxError
		if !errors.As(err, &fault) || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestStraceNotesWithinALine(t *testing.T) {
	line := "bpf(BPF_MAP_FREEZE, {map_fd=3}, 4strace: Process 11973 attached\n <unfinished ...>\nbpf(BPF_MAP_FREEZE, {map_fd=4}, 4) = 0"
	call, err := strace.ReadCall(line)
	want := paste.Call{Cmd: abi.BPF_MAP_FREEZE, Size: 4, Attr: []byte{3, 0, 0, 0}, Lost: []string{"what follows <unfinished ...>"}}
	if err != nil || !sameCall(call, want) {
		t.Errorf("got %+v, %v", call, err)
	}
}
