package abi

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestHeaders holds the table of fields and the sizes of the attr against what compiled headers of real releases say.
func TestHeaders(t *testing.T) {
	text, err := os.ReadFile("testdata/headers.txt")
	if err != nil {
		t.Fatal(err)
	}
	facts := 0
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		facts++
		words := strings.Fields(line)
		r, err := ParseRelease(words[0])
		if err != nil || len(words) != 4 {
			t.Fatalf("%q: %v", line, err)
		}
		want, err := strconv.Atoi(words[3])
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if words[1] == "union" {
			if got := AttrSize(r); got != want {
				t.Errorf("%s: sizeof(union bpf_attr) is %d here", line, got)
			}
			continue
		}
		if got, ok := counted(words[1], r); ok {
			if got != want {
				t.Errorf("%s: it is %d here", line, got)
			}
			continue
		}
		nr, ok := CmdNamed(words[1])
		if !ok {
			t.Errorf("%s: the command is missing", line)
			continue
		}
		c := nr.Known(r)
		if c == nil {
			t.Errorf("%s: the command is not known here", line)
			continue
		}
		if got := c.Last(r); got != want {
			t.Errorf("%s: the fields end at %d here", line, got)
		}
		if f := c.LastField(r); f != nil && c.Fields != nil && fieldWord(words[2]) != f.Name {
			t.Errorf("%s: the last field is %s here", line, f.Name)
		}
	}
	if facts < 100 {
		t.Errorf("%d facts of headers, want 100", facts)
	}
}

// counted is the highest command or map type, or the map flags, that a release knows.
func counted(what string, r Release) (n int, ok bool) {
	switch what {
	case "commands":
		for _, c := range Commands {
			if c.Since <= r {
				n = max(n, int(c.Nr))
			}
		}
	case "maptypes":
		for i, m := range MapTypes {
			if m.Since <= r {
				n = i
			}
		}
	case "mapflags":
		for _, f := range MapFlags {
			if f.Since <= r {
				n |= int(f.Bit)
			}
		}
	default:
		return 0, false
	}
	return n, true
}

// fieldWord returns the name of a member without its struct.
func fieldWord(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// TestFieldsDoNotOverlap holds the fields of each command apart.
func TestFieldsDoNotOverlap(t *testing.T) {
	for _, c := range Commands {
		for i, f := range c.Fields {
			if f.End() > AttrSize(Newest) {
				t.Errorf("%s: %s ends at %d, after the attr", c.Name, f.Name, f.End())
			}
			for _, g := range c.Fields[:i] {
				if f.Offset < g.End() && g.Offset < f.End() {
					t.Errorf("%s: %s and %s overlap", c.Name, f.Name, g.Name)
				}
			}
		}
	}
}

// TestCommandsAreInOrder holds every command to its number, and its ends to their order.
func TestCommandsAreInOrder(t *testing.T) {
	for i, c := range Commands {
		if int(c.Nr) != i {
			t.Errorf("%s has the number %d in row %d", c.Name, c.Nr, i)
		}
		for j := 1; j < len(c.Ends); j++ {
			if c.Ends[j-1].Since <= c.Ends[j].Since {
				t.Errorf("%s: its ends are not newest first", c.Name)
			}
		}
	}
}
