package export_test

import (
	"strings"
	"testing"

	"bpfplay/core/export"
)

// TestDumpOfMaps dumps a map with BTF, a per-CPU map without, a map of programs and one of perf events.
func TestDumpOfMaps(t *testing.T) {
	s := newSession("v1/k=6.12/w(10003000,9feb010018000000000000005c0000005c0000002f000000010000000000000104000000200000010a00000001000004040000002000000001000000000000000500000000000001080000004000000018000000020000041000000024000000020000000000000029000000030000004000000000696e74006c6f6e67006270665f7370696e5f6c6f636b00636f756e7465720076616c006c6f636b00636f756e7400)/btf_load(0x10003000,0,163)/w(10000000,020000000400000010000000010000000000000000000000000000000000000000000000000000000000000000000000030000000100000004000000)/bpf(0,10000000,60)" +
		"/w(10001000,00000000)/w(10002000,00000000000000000700000000000000)/update_elem(4,0x10001000,0x10002000,0)" +
		"/create(percpu_hash,2,3,8)/w(10001000,0100)/w(10002000,0a0b0c0000000000ff00000000000000)/update_elem(5,0x10001000,0x10002000,0)" +
		"/create(prog_array,4,4,2)/create(perf_event_array,4,4,1)")
	got, err := export.Text(s, "dump", export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got = strings.Join(strings.Fields(got), " ")
	for _, want := range []string{
		`"value": ["0x00","0x00","0x00","0x00","0x00","0x00","0x00","0x00","0x07","0x00","0x00","0x00","0x00","0x00","0x00","0x00" ], "formatted": { "key": 0, "value": { "lock": { "val": 0 }, "count": 7 } }`,
		`[{ "key": ["0x01","0x00" ], "values": [{ "cpu": 0, "value": ["0x0a","0x0b","0x0c" ] },{ "cpu": 1, "value": ["0xff","0x00","0x00" ] } ] } ]`,
		`(map 3, prog_array) [] #`,
		`"error": "Unknown error 524"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}
