package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// progHelpers are the helper functions of programs, by number. A program that calls another one stops there, and its run
// counts as not emulated.
var progHelpers = [...]interp.Helper{
	1:   bpfMapLookupElem,
	2:   bpfMapUpdateElem,
	3:   bpfMapDeleteElem,
	5:   bpfKtimeGetNs,
	6:   bpfTracePrintk,
	7:   bpfGetPrandomU32,
	8:   bpfGetSmpProcessorID,
	9:   bpfSkbStoreBytes,
	10:  bpfL3CsumReplace,
	11:  bpfL4CsumReplace,
	12:  bpfTailCall,
	14:  bpfGetCurrentPidTgid,
	15:  bpfGetCurrentUidGid,
	16:  bpfGetCurrentComm,
	25:  bpfPerfEventOutput,
	26:  bpfSkbLoadBytes,
	28:  bpfCsumDiff,
	39:  bpfSkbPullData,
	44:  bpfXdpAdjustHead,
	54:  bpfXdpAdjustMeta,
	65:  bpfXdpAdjustTail,
	87:  bpfMapPushElem,
	88:  bpfMapPopElem,
	89:  bpfMapPeekElem,
	93:  bpfSpinLock,
	94:  bpfSpinUnlock,
	125: bpfKtimeGetNs, // bpf_ktime_get_boot_ns
	130: bpfRingbufOutput,
	131: bpfRingbufReserve,
	132: bpfRingbufSubmit,
	133: bpfRingbufDiscard,
	134: bpfRingbufQuery,
	164: bpfForEachMapElem,
	181: bpfLoop,
	195: bpfMapLookupPercpuElem,
}

// runOf returns the run of a machine.
func runOf(m *interp.Machine) *progRun { return m.Env.(*progRun) }

// minus returns an error as helper functions return it.
func minus(e abi.Errno) uint64 { return uint64(-int64(e)) }

// refuse records a failed check of a helper function and returns its error.
func refuse(m *interp.Machine, row *Check, a, b uint64) uint64 {
	return minus(runOf(m).k.check(row, false, a, b))
}

var (
	sinceDirectCalls = abi.Since{abi.V4_18} // the verifier replaces bpf_map_update_elem and the like by the function of the map type
	sinceLongOps     = abi.Since{abi.V6_4}  // those functions return long instead of int
)

// minusOp returns an error of a map operation. A function that returns int leaves the upper half of r0 zero.
func minusOp(k *Kernel, e abi.Errno) uint64 {
	v := minus(e)
	if r := k.Machine.Release; sinceDirectCalls.In(r) && !sinceLongOps.In(r) {
		v = uint64(uint32(v))
	}
	return v
}

// mapArg returns the map whose address a program passed. Without one, the run stops.
func mapArg(m *interp.Machine, addr uint64) *Map {
	if mp := mapAt(m, addr); mp != nil {
		return mp
	}
	m.Fail("argument is not a map", addr)
	return nil
}
