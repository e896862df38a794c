package core

import "bpfplay/core/interp"

// Helper functions that return properties of the machine and of the running task.

// bpfGetSmpProcessorID follows bpf_get_smp_processor_id.
func bpfGetSmpProcessorID(m *interp.Machine, _ *[5]uint64) uint64 { return uint64(m.CPU) }

// clockStep is the time between two readings of the clock, in nanoseconds.
const clockStep = 1000

// bpfKtimeGetNs follows bpf_ktime_get_ns. The clock advances with each reading.
func bpfKtimeGetNs(m *interp.Machine, _ *[5]uint64) uint64 {
	c := &runOf(m).k.runs.clock
	*c += clockStep
	return *c
}

// bpfGetPrandomU32 follows bpf_get_prandom_u32. The numbers depend on Machine.Seed alone.
func bpfGetPrandomU32(m *interp.Machine, _ *[5]uint64) uint64 {
	k := runOf(m).k
	k.runs.random++
	return uint64(jhashFinal(k.Machine.Seed, k.runs.random, jhashInitval))
}

// bpfGetCurrentPidTgid follows bpf_get_current_pid_tgid. Each task is a process of one thread.
func bpfGetCurrentPidTgid(m *interp.Machine, _ *[5]uint64) uint64 {
	pid := uint64(runOf(m).task.Nr + firstPid)
	return pid<<32 | pid
}

// firstPid is the process id of task 0.
const firstPid = 1000

// bpfGetCurrentUidGid follows bpf_get_current_uid_gid. The group is that of the user.
func bpfGetCurrentUidGid(m *interp.Machine, _ *[5]uint64) uint64 {
	uid := uint64(runOf(m).task.Cred.UID)
	return uid<<32 | uid
}

// taskComm is the name of every task.
const taskComm = "bpfplay"

// bpfGetCurrentComm follows bpf_get_current_comm: it writes the name of the task and zeros.
func bpfGetCurrentComm(m *interp.Machine, a *[5]uint64) uint64 {
	b := m.Memory(a[0], int(uint32(a[1])))
	if len(b) > 0 {
		clear(b)
		copy(b[:len(b)-1], taskComm)
	}
	return 0
}
