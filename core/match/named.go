package match

import (
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// named is the release that a text names.
type named struct {
	release abi.Release
	ok      bool // it names one
	loads   bool // by the kern_version of a load
}

// findNamed finds the release in the header of a recording, or else the highest kern_version of a load with a result. Before
// 5.0, a loader had to pass the release of its kernel there, and most still do. Programs without results choose it freely.
func findNamed(t *paste.Text) (n named) {
	number, _, _ := strings.Cut(t.Kernel, " ")
	if end := strings.IndexAny(number, "+-"); end >= 0 {
		number = number[:end]
	}
	if r, err := abi.ParseRelease(number); err == nil {
		return named{release: r, ok: true}
	}
	for i := range t.Calls {
		c := &t.Calls[i]
		if c.Name != core.OpBpf.Name() || c.Cmd != abi.BPF_PROG_LOAD || c.Result == nil || len(c.Attr) < abi.KernVersion.End() {
			continue
		}
		if r := abi.OfVersionCode(uint32(abi.KernVersion.Value(c.Attr))); r >= abi.V4_1 && r < versionsEnd && r > n.release {
			n = named{r, true, true}
		}
	}
	return n
}

// versionsEnd is above all releases that a kern_version can mean. Some loaders pass 0xfffffffe there.
var versionsEnd = abi.R(100, 0, 0)

// isNamed reports whether the candidate is the last recorded release up to the one that the text names.
func (t *trial) isNamed() bool {
	series := t.plan.named.release.Series()
	for _, e := range slices.Backward(core.Releases) {
		if r := e.Release.Series(); r <= series {
			return t.plan.named.ok && t.setting == "" && r == t.machine.Release.Series()
		}
	}
	return false
}
