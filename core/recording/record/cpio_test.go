package main

import (
	"bytes"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// readCpio reads an archive as the kernel does.
func readCpio(t *testing.T, b []byte) (entries []entry) {
	t.Helper()
	const header = 110
	at := 0
	for {
		if len(b)-at < header || at%4 != 0 || string(b[at:at+6]) != "070701" {
			t.Fatalf("no header at offset %d", at)
		}
		field := func(i int) uint32 {
			n, err := strconv.ParseUint(string(b[at+6+8*i:at+14+8*i]), 16, 32)
			if err != nil {
				t.Fatalf("field %d at offset %d: %v", i, at, err)
			}
			return uint32(n)
		}
		e := entry{mode: field(1), major: field(9), minor: field(10)}
		size, name := int(field(6)), int(field(11))
		e.name = string(b[at+header : at+header+name-1])
		at = (at + header + name + 3) &^ 3
		e.data = b[at : at+size]
		at = (at + size + 3) &^ 3
		if e.name == "TRAILER!!!" {
			return entries
		}
		entries = append(entries, e)
	}
}

var archive = []entry{
	{name: "dev", mode: modeDir},
	{name: "dev/null", mode: modeDevice, major: 1, minor: 3},
	{name: "init", mode: modeProgram, data: []byte("12345")},
	{name: "empty", mode: modeFile},
	{name: "scenarios", mode: modeFile, data: []byte("1234")},
}

func TestWriteCpio(t *testing.T) {
	var b bytes.Buffer
	if err := writeCpio(&b, archive); err != nil {
		t.Fatal(err)
	}
	got := readCpio(t, b.Bytes())
	if len(got) != len(archive) {
		t.Fatalf("got %d entries, want %d", len(got), len(archive))
	}
	for i, want := range archive {
		g := got[i]
		if g.name != want.name || g.mode != want.mode || g.major != want.major || g.minor != want.minor || !bytes.Equal(g.data, want.data) {
			t.Errorf("entry %d is %+v, want %+v", i, g, want)
		}
	}
}

// TestCpioLists lists an archive with cpio(1).
func TestCpioLists(t *testing.T) {
	path, err := exec.LookPath("cpio")
	if err != nil {
		t.Skip("cpio is not installed")
	}
	var b bytes.Buffer
	if err := writeCpio(&b, archive); err != nil {
		t.Fatal(err)
	}
	list := exec.Command(path, "--list", "--quiet")
	list.Stdin = &b
	out, err := list.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "dev\ndev/null\ninit\nempty\nscenarios" {
		t.Errorf("cpio lists %q: %v", out, err)
	}
}
