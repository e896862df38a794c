package btf

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

func TestSource(t *testing.T) {
	text, err := os.ReadFile("testdata/value.hex")
	if err != nil {
		t.Fatal(err)
	}
	data, _ := hex.DecodeString(strings.Fields(string(text))[0])
	b := load(t, abi.R(6, 12, 117), data)
	for name, want := range map[string]string{
		"e":   "enum e {\n    RED = 0,\n    GREEN = 7\n};",
		"in":  "struct in {\n    t x;\n    unsigned int y;\n};",
		"t":   "typedef int t;",
		"val": "    union {\n        u64 a;\n        int b;\n    };\n    const char cc[8];\n",
	} {
		found := false
		for _, id := range b.Declared(100) {
			found = found || b.Type(id).Name == name && strings.Contains(b.Source(id), want)
		}
		if !found {
			t.Errorf("no type %s has the text %q", name, want)
		}
	}
}
