package export

import (
	"encoding/binary"
	"fmt"

	"bpfplay/core"
)

// The lines of calls that open objects that programs are attached to, or that are keys of local storage.

// cloexecOr returns a word, with the name of O_CLOEXEC if flags has it.
func cloexecOr(word, name string, flags uint64) string {
	if flags&core.O_CLOEXEC != 0 {
		word += "|" + name
	}
	return word
}

// perfAttrBytes is the number of bytes of struct perf_event_attr that strace prints here.
const perfAttrBytes = 52

// stracePerf formats perf_event_open with the members of the attr that matter.
func stracePerf(m *moment) []string {
	a := &m.call.Args
	attr := pointer(a[0])
	if b := m.attr; len(b) >= perfAttrBytes {
		config := "PERF_COUNT_SW_CPU_CLOCK"
		if binary.LittleEndian.Uint64(b[8:]) != 0 {
			config = "PERF_COUNT_SW_BPF_OUTPUT"
		}
		bits := binary.LittleEndian.Uint64(b[40:])
		wakeup := "wakeup_events"
		if bits>>14&1 != 0 {
			wakeup = "wakeup_watermark"
		}
		attr = fmt.Sprintf("{type=PERF_TYPE_SOFTWARE, size=0x%x, config=%s, sample_period=%d, sample_type=0x%x, read_format=0, disabled=%d, inherit=%d, freq=%d, watermark=%d, write_backward=%d, %s=%d, ...}",
			binary.LittleEndian.Uint32(b[4:]), config, binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:]), bits&1, bits>>1&1, bits>>10&1, bits>>14&1, bits>>27&1,
			wakeup, binary.LittleEndian.Uint32(b[48:]))
	}
	flags := "0"
	if a[4] == 8 {
		flags = "PERF_FLAG_FD_CLOEXEC"
	} else if a[4] != 0 {
		flags = hexNumber(a[4])
	}
	return m.line("perf_event_open(%s, %d, %d, %d, %s)", attr, fd(a[1]), fd(a[2]), fd(a[3]), flags)
}
