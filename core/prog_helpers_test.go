package core

import (
	"slices"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/interp"
)

// TestHelpersStopAtForeignArguments calls helpers with addresses that are not of an object or memory that they can use. The
// verifier refuses such programs. If one ran, the run must stop at the call, so that it counts as not emulated.
func TestHelpersStopAtForeignArguments(t *testing.T) {
	// These helpers take numbers alone, or refuse these numbers as Linux does.
	numbers := []int{5, 7, 8, 14, 15, 28, 125, 181}
	r := newRunner(t, abi.BPF_MAP_TYPE_ARRAY)
	devices := newRunner(t, abi.BPF_MAP_TYPE_DEVMAP)
	for nr, help := range progHelpers {
		if help == nil {
			continue
		}
		name, _ := insn.HelperName(int32(nr))
		array, devmap := r.k.mapAddr(r.k.maps[0]), devices.k.mapAddr(devices.k.maps[0])
		for _, test := range []struct {
			what string
			of   *runner
			args [5]uint64
			only []int // helpers; nil for all but those of numbers
		}{
			{"no object", r, [5]uint64{1, 1, 1, 1, 1}, nil},
			{"an array, and no memory", r, [5]uint64{array, 1, 1, 1, 1}, []int{1, 2, 3, 87, 88, 89, 130, 131, 134, 195}},
			{"a map of devices", devices, [5]uint64{devmap, 1, 1, 0, 1}, []int{1, 164, 195}},
		} {
			if test.only == nil && slices.Contains(numbers, nr) || test.only != nil && !slices.Contains(test.only, nr) {
				continue
			}
			m := test.of.k.startRun(test.of.k.Task(0), 0).machine
			args := test.args
			if ret := help(m, &args); ret != 0 || m.Status != interp.Faulted || m.Fault.Why == "" {
				t.Errorf("%s of %s: returned %#x with status %v and fault %+v, want a fault", name, test.what, ret, m.Status, m.Fault)
			}
		}
	}
}
