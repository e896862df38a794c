package abi

// The members of struct perf_event_attr (include/uapi/linux/perf_event.h) that matter for programs.
var (
	PerfType         = Field{Name: "type", Offset: 0, Kind: KindU32}
	PerfSize         = Field{Name: "size", Offset: 4, Kind: KindU32}
	PerfConfig       = Field{Name: "config", Offset: 8, Kind: KindU64}
	PerfSamplePeriod = Field{Name: "sample_period", Offset: 16, Kind: KindU64}
	PerfSampleType   = Field{Name: "sample_type", Offset: 24, Kind: KindU64}
	PerfReadFormat   = Field{Name: "read_format", Offset: 32, Kind: KindU64}
	PerfBits         = Field{Name: "disabled", Offset: 40, Kind: KindU64} // the bit fields from disabled on
	PerfWakeup       = Field{Name: "wakeup_events", Offset: 48, Kind: KindU32}
)

// PerfFields are these members, in order.
var PerfFields = [...]*Field{&PerfType, &PerfSize, &PerfConfig, &PerfSamplePeriod, &PerfSampleType, &PerfReadFormat, &PerfBits, &PerfWakeup}

// Sizes of struct perf_event_attr: PERF_ATTR_SIZE_VER0 and VER8.
const (
	PerfAttrMin = 64
	PerfAttrMax = 136
)

// Values of type, config and sample_type, and bits from disabled on.
const (
	PERF_TYPE_SOFTWARE       = 1
	PERF_TYPE_TRACEPOINT     = 2
	PERF_TYPE_MAX            = 6
	PERF_COUNT_SW_CPU_CLOCK  = 0
	PERF_COUNT_SW_BPF_OUTPUT = 10
	PERF_SAMPLE_RAW          = 1 << 10
	PERF_FLAG_FD_CLOEXEC     = 8

	PerfDisabled      = 1 << 0
	PerfInherit       = 1 << 1
	PerfFreq          = 1 << 10
	PerfWatermark     = 1 << 14
	PerfWriteBackward = 1 << 27
)
