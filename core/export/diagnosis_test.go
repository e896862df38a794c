package export

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// TestTheReportStatesWhatIsNotKnown checks the report of a refusal that several releases and causes explain.
func TestTheReportStatesWhatIsNotKnown(t *testing.T) {
	ring := createMap(abi.BPF_MAP_TYPE_RINGBUF, 0, 0, 5000)
	s, err := history.With(core.NewMachine(abi.R(7, 3, 4)), []history.Call{
		{Call: createMap(abi.BPF_MAP_TYPE_LRU_HASH, 4, 8, 16), Known: true, Want: 3},
		{Call: ring, Known: true, Want: -int64(abi.EINVAL)},
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := Text(s, "markdown", Options{Link: "https://bpfplay.example/#v1/x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"returns EINVAL on Linux 4.14 to 7.3", "fit 4.14 to 7.3 equally (10 releases)", "### Possible causes of call 2",
		"1. On 4.14 to 5.4: ", "2. On 5.10 to 7.3: ", "`max_entries` 5000 → 4096", "`max_entries` 5000 → 8192",
		"| 5.10 to 7.3 | EINVAL |", "https://bpfplay.example/#v1/x",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
}
