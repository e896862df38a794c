package verifier

import (
	"testing"

	"bpfplay/core/abi"
)

// TestContextAccess compares the accesses to contexts that releases allow.
func TestContextAccess(t *testing.T) {
	r510, r61, r612, r73 := abi.R(5, 10, 262), abi.R(6, 1, 192), abi.R(6, 12, 117), abi.R(7, 3, 4)
	for _, test := range []struct {
		release   abi.Release
		typ       uint32
		off, size int
		write     bool
		want      regType
		ok        bool
	}{
		{r510, progSocketFilter, 0, 4, false, scalarValue, true},
		{r510, progSocketFilter, 1, 1, false, scalarValue, true},
		{r510, progSocketFilter, 76, 4, false, 0, false},
		{r510, progSocketFilter, 48, 4, true, scalarValue, true},
		{r510, progSocketFilter, 48, 8, false, scalarValue, true},
		{r510, progSocketFilter, 64, 8, false, 0, false},
		{r510, progSocketFilter, 8, 4, true, 0, false},
		{r510, progSocketFilter, 184, 8, false, 0, false},
		{r61, progSchedCls, 184, 8, false, scalarValue, true},
		{r61, progSchedCls, 76, 4, false, ptrToPacket, true},
		{r61, progSchedCls, 80, 4, false, ptrToPacketEnd, true},
		{r61, progSchedCls, 140, 4, false, ptrToPacketMeta, true},
		{r61, progSchedCls, 76, 2, false, 0, false},
		{r61, progSchedCls, 8, 4, true, scalarValue, true},
		{r61, progSchedCls, 152, 8, true, scalarValue, true},
		{r61, progSchedCls, 152, 4, false, 0, false},
		{r61, progSchedCls, 168, 8, false, ptrToSockCommon | maybeNull, true},
		{r612, progXDP, 0, 4, false, ptrToPacket, true},
		{r612, progXDP, 20, 4, false, 0, false},
		{r612, progXDP, 12, 2, false, 0, false},
		{r612, progXDP, 12, 4, true, 0, false},
		{r612, progKprobe, 160, 8, false, scalarValue, true},
		{r612, progKprobe, 168, 8, false, 0, false},
		{r612, progKprobe, 0, 8, true, 0, false},
		{r73, progKprobe, 0, 8, true, scalarValue, true},
		{r612, progSyscall, 3, 4, false, 0, false},
		{r73, progSyscall, 3, 4, false, scalarValue, true},
		{r612, progTracepoint, 0, 8, false, 0, false},
		{r612, progTracepoint, 8, 8, false, scalarValue, true},
		{r612, progRawTracepoint, 96, 8, false, 0, false},
		{r510, progSockOps, 4, 4, true, scalarValue, true},
		{r510, progSockOps, 216, 8, false, 0, false},
		{r612, progSockOps, 216, 8, false, scalarValue, true},
		{r612, progSockOps, 184, 8, false, ptrToSocket | maybeNull, true},
		{r510, progSKMsg, 0, 8, false, ptrToPacket, true},
		{r510, progSKMsg, 68, 2, false, 0, false},
		{r510, progSKLookup, 38, 2, false, scalarValue, true},
		{r612, progSKLookup, 39, 1, false, scalarValue, true},
		{r510, progSKLookup, 64, 4, false, 0, false},
		{r612, progSKLookup, 64, 4, false, scalarValue, true},
		{r510, progSKReuseport, 40, 8, false, 0, false},
		{r61, progSKReuseport, 40, 8, false, ptrToSocket, true},
		{r510, progCgroupSysctl, 4, 4, true, scalarValue, true},
		{r510, progCgroupSysctl, 0, 4, true, 0, false},
		{r510, progRawTracepointWr, 0, 8, false, ptrToTPBuffer, true},
		{r510, progRawTracepointWr, 8, 8, true, 0, false},
	} {
		got, ok := helperEnv(test.release, test.typ).ctxAccess(test.off, test.size, test.write, false)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("%s type %d: %d bytes at %d, write %v: %v, %v, want %v, %v", test.release, test.typ, test.size, test.off, test.write, got, ok, test.want, test.ok)
		}
	}
}
