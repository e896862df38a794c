package core

import (
	"strings"
	"testing"
)

func TestMachinesAreReadFromJSON(t *testing.T) {
	m, err := ParseMachine([]byte(`{"release": "seed", "types": [1, "2:enomem", "lpm_trie"], "nofile": 4, "caps": 3, "memory": 128, "autoWork": true, "uid": null}`))
	if err != nil {
		t.Fatal(err)
	}
	if FormatTypes(m.Types) != "1,2:enomem,11" || m.Nofile != 4 || m.Caps != 3 || m.Memory != 128 || !m.AutoWork {
		t.Errorf("got %+v", m)
	}
	for text, want := range map[string]string{
		`{}`:                                      "missing release",
		`{"release": "2.6"}`:                      `invalid release "2.6"`,
		`{"release": "seed", "wings": 2}`:         "wings",
		`{"release": "seed", "nofile": "many"}`:   "nofile",
		`{"release": "seed", "nofile": -1}`:       "nofile",
		`{"release": "seed", "autoWork": "x"}`:    "autoWork",
		`{"release": 6}`:                          `invalid release "6"`,
		`{"release": "seed", "types": ["x"]}`:     `invalid map type "x"`,
		`{"release": "seed", "types": ["1:eio"]}`: "enomem, einval or eperm",
		`{"release": "seed", "pageSize": 5}`:      "4096",
		`{"release": "seed", "pageSize": 8192}`:   "want 4096, 16384 or 65536",
		`[`:                                       "invalid machine",
	} {
		if _, err := ParseMachine([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q", text, err, want)
		}
	}
}
