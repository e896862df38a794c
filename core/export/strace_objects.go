package export

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// The lines of calls that open objects that programs are attached to, or that are keys of local storage.

// cloexecOr returns a word, with the name of O_CLOEXEC if flags has it.
func cloexecOr(word, name string, flags uint64) string {
	if flags&core.O_CLOEXEC != 0 {
		word += "|" + name
	}
	return word
}

// stracePerf formats perf_event_open with the members of the attr that matter.
func stracePerf(m *moment) []string {
	a := &m.call.Args
	attr := pointer(a[0])
	if b := m.attr; len(b) >= abi.PerfWakeup.End() {
		config := "PERF_COUNT_SW_CPU_CLOCK"
		if abi.PerfConfig.Value(b) != abi.PERF_COUNT_SW_CPU_CLOCK {
			config = "PERF_COUNT_SW_BPF_OUTPUT"
		}
		bits, wakeup := abi.PerfBits.Value(b), "wakeup_events"
		if bits&abi.PerfWatermark != 0 {
			wakeup = "wakeup_watermark"
		}
		bit := func(mask uint64) int {
			if bits&mask != 0 {
				return 1
			}
			return 0
		}
		attr = fmt.Sprintf("{type=PERF_TYPE_SOFTWARE, size=0x%x, config=%s, sample_period=%d, sample_type=0x%x, read_format=0, disabled=%d, inherit=%d, freq=%d, watermark=%d, write_backward=%d, %s=%d, ...}",
			abi.PerfSize.Value(b), config, abi.PerfSamplePeriod.Value(b), abi.PerfSampleType.Value(b), bit(abi.PerfDisabled), bit(abi.PerfInherit),
			bit(abi.PerfFreq), bit(abi.PerfWatermark), bit(abi.PerfWriteBackward), wakeup, abi.PerfWakeup.Value(b))
	}
	flags := "0"
	if a[4] == abi.PERF_FLAG_FD_CLOEXEC {
		flags = "PERF_FLAG_FD_CLOEXEC"
	} else if a[4] != 0 {
		flags = hexNumber(a[4])
	}
	return m.line("perf_event_open(%s, %d, %d, %d, %s)", attr, fd(a[1]), fd(a[2]), fd(a[3]), flags)
}
