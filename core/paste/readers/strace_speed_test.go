package readers

import (
	"fmt"
	"strings"
	"testing"
)

// longTrace returns a trace of that many calls, each about 400 bytes long.
func longTrace(calls int) string {
	var b strings.Builder
	for i := range calls / 4 {
		pid := 100 + i%3
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16, map_flags=BPF_F_NO_PREALLOC|BPF_F_NUMA_NODE, inner_map_fd=0</dev/null>, numa_node=0, map_name=\"demo%d\", map_ifindex=0, btf_fd=0, btf_key_type_id=0, btf_value_type_id=0, btf_vmlinux_value_type_id=0, map_extra=0, extra_data=%s /* bytes 72..199 */}, 200 <unfinished ...>\n", pid, i, `"`+strings.Repeat(`\x00`, 128)+`"`)
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3<anon_inode:bpf-map>, key=0x55cdc1eaa030, value=0x55cdc1eaa038, flags=BPF_NOEXIST}, 32) = -1 EEXIST (File exists) <0.000034>\n", pid+1)
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 <... bpf resumed>)          = 3<anon_inode:bpf-map> <0.000120>\n", pid)
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=3<anon_inode:bpf-map>, info_len=88, info={type=BPF_MAP_TYPE_HASH, id=%d, key_size=4, value_size=8, max_entries=16, map_flags=0, name=\"demo\", ifindex=0, btf_vmlinux_value_type_id=0, netns_dev=makedev(0, 0), netns_ino=0, btf_id=0, btf_key_type_id=0, btf_value_type_id=0}}}, 16) = 0 <0.000034>\n", pid, i)
		fmt.Fprintf(&b, "[pid %5d] 11:03:32.678676 close(3<anon_inode:bpf-map>) = 0 <0.000034>\n", pid)
	}
	return b.String()
}

// TestTraceIsReadOnce checks that the work per line does not grow with the number of lines.
func TestTraceIsReadOnce(t *testing.T) {
	short, long := longTrace(400), longTrace(4000)
	perCall := func(text string, calls int) float64 {
		return testing.AllocsPerRun(3, func() {
			got, err := Read(text, Options{})
			if err != nil || len(got.Calls) != calls || len(got.Unread) != 0 {
				t.Fatalf("%d calls, %d lines unread, %v", len(got.Calls), len(got.Unread), err)
			}
		}) / float64(calls)
	}
	if few, many := perCall(short, 400), perCall(long, 4000); many > 1.2*few {
		t.Errorf("%.1f allocations a call in a long trace, %.1f in a short one", many, few)
	}
}

func BenchmarkReadTrace(b *testing.B) {
	text := longTrace(10000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Read(text, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
