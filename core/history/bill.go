package history

import (
	"math"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Bill is the memory that a map needs.
type Bill struct {
	Bytes   uint64 // as fdinfo shows it; 0 if the kernel does not count it
	Limited bool   // the maps of a user count towards RLIMIT_MEMLOCK
	Used    uint64 // bytes of the other maps, if Limited
	Limit   uint64 // that limit of the task, in bytes
}

// Over reports whether the map exceeds the limit.
func (b *Bill) Over() bool { return b.Limited && b.Used+b.Bytes > b.Limit }

// Bill returns the memory that a BPF_MAP_CREATE needs. It creates the map on a new kernel without limits. ok is false
// if that kernel refuses the call.
func (s *Session) Bill(c core.Call) (b Bill, ok bool) {
	m := s.machine
	m.Memlock, m.UID, m.Caps = math.MaxUint64, 0, core.NewMachine(m.Release).Caps
	k, err := core.New(m)
	if err != nil {
		return b, false
	}
	task := s.kernel.Task(c.Task)
	c.Task = 0
	if ret, err := k.Do(&c); err != nil || ret < 0 || task == nil {
		return b, false
	}
	b.Bytes = k.MapMemory()
	b.Limited = abi.SinceMemlock.In(m.Release) && !abi.SinceMemcg.In(m.Release)
	b.Limit = task.Limits.Memlock
	if b.Limited {
		b.Used = s.kernel.MapMemory()
	}
	return b, true
}
