package strace

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// perfBits are the flags of struct perf_event_attr, lowest bit first. precise_ip has two.
var perfBits = [...]string{
	"disabled", "inherit", "pinned", "exclusive", "exclude_user", "exclude_kernel", "exclude_hv", "exclude_idle", "mmap", "comm",
	"freq", "inherit_stat", "enable_on_exec", "task", "watermark", "precise_ip", "_", "mmap_data", "sample_id_all",
	"exclude_host", "exclude_guest", "exclude_callchain_kernel", "exclude_callchain_user", "mmap2", "comm_exec", "use_clockid",
	"context_switch", "write_backward", "namespaces", "ksymbol", "bpf_event", "aux_output", "cgroup", "text_poke", "build_id",
	"inherit_thread", "remove_on_exec", "sigtrap",
}

// perfNames are the values of names in the attr.
var perfNames = table.Listed[string, int64]{{"PERF_TYPE_HARDWARE", 0}, {"PERF_TYPE_SOFTWARE", 1}, {"PERF_TYPE_TRACEPOINT", 2}, {"PERF_TYPE_HW_CACHE", 3},
	{"PERF_TYPE_RAW", 4}, {"PERF_TYPE_BREAKPOINT", 5}, {"PERF_COUNT_SW_CPU_CLOCK", 0}, {"PERF_COUNT_SW_BPF_OUTPUT", 10},
	{"PERF_ATTR_SIZE_VER0", 64}, {"PERF_ATTR_SIZE_VER1", 72}, {"PERF_ATTR_SIZE_VER2", 80}, {"PERF_ATTR_SIZE_VER3", 96}, {"PERF_ATTR_SIZE_VER4", 104},
	{"PERF_ATTR_SIZE_VER5", 112}, {"PERF_ATTR_SIZE_VER6", 120}, {"PERF_ATTR_SIZE_VER7", 128}, {"PERF_ATTR_SIZE_VER8", 136},
	{"PERF_SAMPLE_RAW", 1 << 10}, {"PERF_FLAG_FD_CLOEXEC", 8}}

// perfEvent reads the members of the attr of perf_event_open in the order of [paste.PerfArgs], then its other arguments. A line
// without the members is read like any other call.
func (r *reader) perfEvent(call *paste.Call) {
	text := r.text[r.at:]
	members, rest, ok := strings.Cut(text, "}, ")
	if !strings.HasPrefix(text, "{type=") || !ok {
		r.other(call)
		return
	}
	members = ", " + members[1:] + ","
	member := func(name string) int64 {
		_, value, _ := strings.Cut(members, ", "+name+"=")
		value, _, _ = strings.Cut(value, ",")
		return perfValue(value)
	}
	bits := int64(0)
	for i, name := range perfBits {
		bits |= member(name) << i
	}
	call.Args = []int64{member("type"), member("size"), member("config"), member("sample_period") | member("sample_freq"), member("sample_type"),
		member("read_format"), bits, member("wakeup_events") | member("wakeup_watermark")}
	rest, _, _ = strings.Cut(rest, ") ")
	for value := range strings.SplitSeq(rest, ", ") {
		call.Args = append(call.Args, perfValue(value))
	}
	if r.skipToResult() {
		r.result(call)
		return
	}
	r.fail(token{at: len(r.text)}, "", "want a result")
}

// perfValue returns a number or the flags that text names; -1 if it has an unknown name.
func perfValue(text string) (v int64) {
	text, _, _ = strings.Cut(text, " /*")
	text, _, _ = strings.Cut(text, "<")
	for word := range strings.SplitSeq(text, "|") {
		n, ok := integer(word)
		named, known := perfNames.Find(word)
		switch {
		case ok && n.negative:
			return -int64(n.size)
		case ok:
			v |= int64(n.size)
		case !known && word != "":
			return -1
		}
		v |= named
	}
	return v
}
