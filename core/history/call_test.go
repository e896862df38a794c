package history

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestAgreement compares results with those of a text. Numbers of new tasks differ by nature, but not success and failure.
func TestAgreement(t *testing.T) {
	const eagain, einval = -int64(abi.EAGAIN), -int64(abi.EINVAL)
	for _, test := range []struct {
		op        core.Op
		want, got int64
		agrees    bool
	}{
		{core.OpFork, 12851, 1, true},
		{core.OpClone, 12851, 1, true},
		{core.OpClone, 12851, einval, false},
		{core.OpClone, 12851, core.NotEmulated, false},
		{core.OpClone, eagain, 1, false},
		{core.OpClone, eagain, einval, false},
		{core.OpClone, einval, einval, true},
		{core.OpDup, 4, 3, false},
		{core.OpSendFD, 0, 0, true},
		{core.OpSendFD, 3, 0, false},
		{core.OpSendFD, 0, -int64(abi.EBADF), false},
	} {
		c := Call{Call: core.Call{Op: test.op}, Known: true, Want: test.want}
		if got := c.Agrees(test.got); got != test.agrees {
			t.Errorf("%s returned %d, and %d in the text: agreement is %v, want %v", test.op.Name(), test.got, test.want, got, test.agrees)
		}
	}
}
