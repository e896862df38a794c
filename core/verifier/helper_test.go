package verifier

import (
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// helperEnv returns the state of the verification of a program of this type by a task with all capabilities.
func helperEnv(r abi.Release, typ uint32) *env {
	return &env{prog: &Program{Release: r, Type: typ, Caps: Caps{BPF: true, Perfmon: true, SysAdmin: true}}, release: r}
}

// TestHelperRowsAreKnown tests that every letter of the table means something.
func TestHelperRowsAreKnown(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(helperRows)) {
		f := strings.Fields(line)
		for _, c := range f[4] {
			if _, ok := retLetters[byte(c)]; !ok {
				t.Errorf("%q: unknown letter %q", line, c)
			}
		}
		if f[5] == "." {
			continue
		}
		for _, c := range strings.ReplaceAll(f[5], ",", "") {
			if _, ok := argLetters[byte(c)]; !ok && (c < '0' || c > '9') {
				t.Errorf("%q: unknown letter %q", line, c)
			}
		}
	}
}

// TestHelperAvailability compares which helpers a program type has, by release and capability.
func TestHelperAvailability(t *testing.T) {
	for _, test := range []struct {
		release abi.Release
		typ     uint32
		id      int32
		name    string
		want    bool
	}{
		{abi.R(3, 18, 0), progSocketFilter, 1, "unknown", false},
		{abi.R(5, 10, 262), progSocketFilter, 1, "bpf_map_lookup_elem", true},
		{abi.R(5, 10, 262), progSocketFilter, 4, "bpf_probe_read", false},
		{abi.R(5, 10, 262), progKprobe, 4, "bpf_probe_read", true},
		{abi.R(5, 10, 262), progSocketFilter, 14, "bpf_get_current_pid_tgid", false},
		{abi.R(6, 12, 0), progSocketFilter, 14, "bpf_get_current_pid_tgid", true},
		{abi.R(6, 1, 0), progXDP, 80, "bpf_get_current_cgroup_id", false},
		{abi.R(6, 6, 0), progXDP, 80, "bpf_get_current_cgroup_id", true},
		{abi.R(5, 10, 262), progSyscall, 1, "bpf_map_lookup_elem", false},
		{abi.R(5, 15, 0), progSyscall, 1, "bpf_map_lookup_elem", true},
		{abi.R(5, 10, 262), progXDP, 181, "unknown", false},
		{abi.R(6, 1, 0), progXDP, 181, "bpf_loop", true},
		{abi.R(6, 1, 0), progXDP, 44, "bpf_xdp_adjust_head", true},
		{abi.R(6, 1, 0), progSchedCls, 44, "bpf_xdp_adjust_head", false},
		{abi.R(6, 1, 0), progSchedAct, 9, "bpf_skb_store_bytes", true},
		{abi.R(7, 3, 4), progXDP, 212, "unknown", false},
		{abi.R(7, 3, 4), progXDP, 0, "bpf_unspec", false},
		{abi.R(7, 3, 4), progXDP, -1, "unknown", false},
	} {
		v := helperEnv(test.release, test.typ)
		if got := v.helper(test.id); (got != nil) != test.want {
			t.Errorf("%s: type %d has helper %d: %v, want %v", test.release, test.typ, test.id, got != nil, test.want)
		}
		if got := v.helperName(test.id); got != test.name {
			t.Errorf("%s: helper %d is %q, want %q", test.release, test.id, got, test.name)
		}
	}
	v := helperEnv(abi.R(6, 12, 0), progXDP)
	v.prog.Caps = Caps{}
	if v.helper(93) != nil || v.helper(6) != nil || v.helper(1) == nil {
		t.Error("without capabilities, a program has spin_lock or trace_printk, or lacks map_lookup_elem")
	}
}

// TestHelperPrototypes compares arguments and results of a few helpers.
func TestHelperPrototypes(t *testing.T) {
	v := helperEnv(abi.R(6, 12, 0), progSchedCls)
	lookup := v.helper(1)
	if lookup.Ret != retPtrToMapValueOrNull || lookup.Args != [5]argType{argConstMapPtr, argPtrToMapKey} || !lookup.PktAccess {
		t.Errorf("map_lookup_elem: %+v", lookup)
	}
	reserve := v.helper(131)
	if reserve.Ret != retPtrToRingbufMemOrNull || reserve.Args[1] != argConstAllocSizeOrZero {
		t.Errorf("ringbuf_reserve: %+v", reserve)
	}
	if p := v.helper(105); p.Size != 8 || p.Args[3] != argPtrToLong {
		t.Errorf("strtol: %+v", p)
	}
	if !v.helper(9).ChangesPacket || v.helper(26).ChangesPacket {
		t.Error("skb_store_bytes changes the packet, skb_load_bytes does not")
	}
}

// TestMapHelpers compares which helpers suit which maps.
func TestMapHelpers(t *testing.T) {
	for _, test := range []struct {
		typ  abi.MapType
		id   int32
		want bool
	}{
		{abi.BPF_MAP_TYPE_HASH, 1, true},
		{abi.BPF_MAP_TYPE_HASH, 87, false},
		{abi.BPF_MAP_TYPE_QUEUE, 87, true},
		{abi.BPF_MAP_TYPE_QUEUE, 1, false},
		{abi.BPF_MAP_TYPE_BLOOM_FILTER, 89, true},
		{abi.BPF_MAP_TYPE_BLOOM_FILTER, 88, false},
		{abi.BPF_MAP_TYPE_PROG_ARRAY, 12, true},
		{abi.BPF_MAP_TYPE_PROG_ARRAY, 1, false},
		{abi.BPF_MAP_TYPE_ARRAY, 12, false},
		{abi.BPF_MAP_TYPE_RINGBUF, 130, true},
		{abi.BPF_MAP_TYPE_RINGBUF, 2, false},
		{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, 1, true},
		{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, 2, false},
		{abi.BPF_MAP_TYPE_PERCPU_ARRAY, 195, true},
		{abi.BPF_MAP_TYPE_ARRAY, 195, false},
		{abi.BPF_MAP_TYPE_DEVMAP, 51, true},
		{abi.BPF_MAP_TYPE_CPUMAP, 1, false},
	} {
		func() {
			defer func() {
				if refused := recover() != nil; refused == test.want {
					t.Errorf("%s with helper %d: refused %v", test.typ, test.id, refused)
				}
			}()
			helperEnv(abi.R(6, 12, 0), progXDP).checkMapFunc(&Map{Type: test.typ}, test.id)
		}()
	}
}
