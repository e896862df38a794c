package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
)

// memoryBill is the memory that the map of the form needs, in words.
type memoryBill struct {
	of      string // the call
	session *history.Session
	calls   int
	text    string
	over    bool
}

// deriveBill computes the memory of the map in the form.
func (d *Draft) deriveBill() {
	if d.Op != core.OpBpf || d.Cmd != abi.BPF_MAP_CREATE {
		d.bill = memoryBill{}
		return
	}
	b := memoryBill{of: d.callText(), session: d.desk.session, calls: d.desk.session.Len()}
	if b.of == d.bill.of && b.session == d.bill.session && b.calls == d.bill.calls {
		return
	}
	d.bill = b
	need, ok := b.session.Bill(d.call())
	if !ok || need.Bytes == 0 {
		return
	}
	d.bill.text, d.bill.over = billText(need, d.desk.machine().Release), need.Over()
}

// billText says how much memory a map needs, and which limit it meets.
func billText(b history.Bill, r abi.Release) string {
	size := fmt.Sprintf("Memory: %s (%s)", english.Count(b.Bytes, "byte"), roughBytes(b.Bytes))
	switch {
	case b.Over():
		return fmt.Sprintf("%s. Over RLIMIT_MEMLOCK: %s, of which %s are in use.", size, roughBytes(b.Limit), roughBytes(b.Used))
	case b.Limited && b.Limit == core.RLIM_INFINITY:
		return size + ". RLIMIT_MEMLOCK is unlimited."
	case b.Limited:
		return fmt.Sprintf("%s of RLIMIT_MEMLOCK: %s, of which %s are in use.", size, roughBytes(b.Limit), roughBytes(b.Used))
	case abi.SinceMemcg.In(r):
		return size + ", charged to the memory cgroup. RLIMIT_MEMLOCK does not count."
	}
	return size + ". This release has no limit."
}

// roughBytes returns a number of bytes in a unit that people read.
func roughBytes(n uint64) string {
	for _, unit := range []struct {
		size uint64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.size {
			tenths := (n*10 + unit.size/2) / unit.size
			if tenths%10 == 0 || tenths >= 1000 {
				return fmt.Sprintf("%d %s", tenths/10, unit.name)
			}
			return fmt.Sprintf("%d.%d %s", tenths/10, tenths%10, unit.name)
		}
	}
	return fmt.Sprintf("%d B", n)
}
