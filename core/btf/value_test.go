package btf

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestDump compares dumps with those of bpftool 7.1.0.
func TestDump(t *testing.T) {
	text, err := os.ReadFile("testdata/value.hex")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(text))
	data, _ := hex.DecodeString(lines[0])
	value, _ := hex.DecodeString(lines[1])
	b := load(t, abi.R(6, 12, 117), data)
	id, key := b.ByName("val", STRUCT), b.ByName("unsigned int", INT)
	zero := make([]byte, len(value))
	for file, perCPU := range map[string]bool{"array.txt": false, "percpu.txt": true} {
		d := NewMapDump(b, key, id, perCPU)
		values := func(first []byte) [][]byte {
			if perCPU {
				return [][]byte{first, zero}
			}
			return [][]byte{first}
		}
		d.Add([]byte{0, 0, 0, 0}, values(zero)...)
		d.Add([]byte{1, 0, 0, 0}, values(value)...)
		want, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.String(); got != string(want) {
			t.Errorf("%s: got:\n%s\nwant:\n%s", file, got, want)
		}
	}
	d := NewJSONDump(b, key, id, false)
	d.Add([]byte{0, 0, 0, 0}, zero)
	d.Add([]byte{1, 0, 0, 0}, value)
	p := NewJSONDump(b, key, id, true)
	p.Add([]byte{0, 0, 0, 0}, zero, zero)
	p.Add([]byte{1, 0, 0, 0}, zero, zero)
	want, err := os.ReadFile("testdata/json.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.String() + p.String(); got != string(want) {
		t.Errorf("as JSON: got:\n%s\nwant:\n%s", got, want)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		for i := range value {
			value[i] = byte(rng.Uint32())
		}
		out := bytes.Clone(zero)
		v := b.Decode(id, value)
		if err := b.Encode(v, out); err != nil {
			t.Fatal(err)
		}
		// Any byte but 0 is true, and all of them come back as 1.
		again := b.Decode(id, out)
		if !reflect.DeepEqual(v, again) {
			t.Fatalf("%x comes back as %x", value, out)
		}
	}
}

// TestEdit decodes a value, changes leaves as a user would, and encodes it again.
func TestEdit(t *testing.T) {
	s := sample()
	s.add("", UNION, 2, 8, s.name("n"), 6, 0, s.name("i"), 1, 0)
	b := load(t, abi.R(6, 12, 117), s.bytes())
	id := b.ByName("val", STRUCT)
	data := make([]byte, 24)
	v := b.Decode(id, data)
	for i, text := range []string{"-2", "", `"abc"`, "GREEN", "0xffffffffffffffff"} {
		if text != "" {
			v.Parts[i].Text = text
		}
	}
	v.Parts[1].Parts[0].Text = "7"
	if err := b.Encode(v, data); err != nil {
		t.Fatal(err)
	}
	want := append([]byte{0xfe, 0xff, 0xff, 0xff, 7, 0, 0, 0, 'a', 'b', 'c', 0, 1, 0, 0, 0}, bytes.Repeat([]byte{0xff}, 8)...)
	if !bytes.Equal(data, want) {
		t.Errorf("got %x, want %x", data, want)
	}
	u := b.Decode(8, data)
	u.Parts[0].Text = "258"
	if err := b.Encode(u, data); err != nil || data[0] != 2 || data[1] != 1 {
		t.Errorf("union: %v, %x", err, data[:2])
	}
	for text, message := range map[string]string{
		"2147483648": `invalid a "2147483648": want a number from -2147483648 to 2147483647`,
		"x":          `invalid a "x": want a number from -2147483648 to 2147483647`,
	} {
		v.Parts[0].Text = text
		if err := b.Encode(v, data); err == nil || err.Error() != message {
			t.Errorf("%v, want %s", err, message)
		}
	}
}

// TestDeclarations writes types as C.
func TestDeclarations(t *testing.T) {
	s := sample()
	s.add("", PTR, 0, 0+7)
	s.add("", CONST, 0, 8)
	s.add("", FUNC_PROTO, 2, 1, s.name("v"), 8, 0, 0)
	s.add("", PTR, 0, 10)
	s.add("", ARRAY, 0, 0, 11, 1, 3)
	s.add("handlers", TYPEDEF, 0, 12)
	s.add("", CONST, 0, 3)
	s.add("", PTR, 0, 14)
	b := load(t, abi.R(6, 12, 117), s.bytes())
	for id, want := range map[uint32]string{
		7:  "struct val { int a; struct bpf_spin_lock lock; char name[4]; enum color c; unsigned long long n; }",
		5:  "enum color { RED = 0, GREEN = 1 }",
		9:  "struct val *const",
		12: "int (*[3])(struct val *v, ...)",
		13: "typedef int (*handlers[3])(struct val *v, ...)",
		15: "const char *",
		4:  "char[4]",
	} {
		if got := b.Declaration(id); got != want {
			t.Errorf("type %d: got %q, want %q", id, got, want)
		}
	}
	if path, id := b.MemberAt(7, 10); path != "name[2]" || id != 3 {
		t.Errorf("byte 10 is %s of type %d", path, id)
	}
}
