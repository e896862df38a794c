package core

import "bpfplay/core/abi"

var (
	perfFlags = elemCheck("perfFlags", "perf_event_open", "(flags & ~PERF_FLAG_ALL) == 0", abi.EINVAL,
		"flags is {a}, but only {b} are defined.", Operand{"flags", abi.KindU32}, Operand{"PERF_FLAG_ALL", abi.KindU32})
	perfAttrFault = elemCheck("perfAttrFault", "perf_copy_attr", "attr can be read", abi.EFAULT,
		"The {b} bytes of struct perf_event_attr cannot be read at {a}.", Operand{"attr", abi.KindPointer}, Operand{"size", abi.KindU32})
	perfNowhere = elemCheck("perfNowhere", "perf_event_alloc", "pid != -1 || cpu != -1", abi.EINVAL,
		"An event counts for a task or on a CPU: pid and cpu cannot both be -1.")
	perfFull   = noFreeFDCheck("perfFull", "perf_event_open", "")
	ioctlBadFD = badFDCheck("ioctlBadFD", "ioctl")

	perfHasProg = elemCheck("perfHasProg", "perf_event_set_bpf_handler", "!event->prog", abi.EEXIST,
		"The event already has a program.")
	perfProgType = elemCheck("perfProgType", "perf_event_set_bpf_handler", "prog->type == BPF_PROG_TYPE_PERF_EVENT", abi.EINVAL,
		"The program is of type {a}, but a software event runs only programs of type BPF_PROG_TYPE_PERF_EVENT.", opProgType)
	perfPointType = elemCheck("perfPointType", "perf_event_set_bpf_prog", "prog->type is the one of the event", abi.EINVAL,
		"The program is of type {a}, but an event of this kind runs only programs of type {b}.", opProgType, Operand{"type of the event", abi.KindProgType})
	perfSleepable = elemCheck("perfSleepable", "perf_event_set_bpf_prog", "!prog->sleepable || is_uprobe", abi.EINVAL,
		"The program was loaded with BPF_F_SLEEPABLE, but only uprobes run where sleeping is possible.")
	perfInfoName = elemCheck("perfInfoName", "bpf_perf_link_fill_common", "!ulen == !uname", abi.EINVAL,
		"info has the buffer {a} with room for {b} bytes. Pass both an address and a length, or neither.",
		Operand{"uname", abi.KindPointer}, Operand{"ulen", abi.KindU32})
	perfLinkNotOpen = badFDCheck("perfLinkNotOpen", "perf_event_get")
	perfLinkNoEvent = elemCheck("perfLinkNoEvent", "perf_event_get", "target_fd refers to a perf event", abi.EBADF,
		"Descriptor {a} does not refer to a perf event.", opFD)
	perfInherited = elemCheck("perfInherited", "perf_event_read_local", "!event->attr.inherit", abi.EOPNOTSUPP,
		"The event has inherit set: it also counts for the children of its task, so programs cannot use it.")

	perfOutputKind = elemCheck("perfOutputKind", "__bpf_perf_event_output", "event->attr.config == PERF_COUNT_SW_BPF_OUTPUT", abi.EINVAL,
		"The event of the slot is of another kind. Programs can only write to an event with type PERF_TYPE_SOFTWARE and config PERF_COUNT_SW_BPF_OUTPUT.")
	perfOutputCPU = elemCheck("perfOutputCPU", "__bpf_perf_event_output", "event->oncpu == smp_processor_id()", abi.EOPNOTSUPP,
		"The event is disabled, or it was opened for CPU {a}, but the program runs on CPU {b}. Open one event for each CPU, and use BPF_F_CURRENT_CPU.", Operand{"event->oncpu", abi.KindFD}, Operand{"cpu", abi.KindU32})
	perfOutputUnmapped = elemCheck("perfOutputUnmapped", "perf_output_begin", "event->rb", abi.ENOSPC,
		"User space has not mapped a buffer for the event, so the data is dropped.")
	perfOutputFull = elemCheck("perfOutputFull", "__perf_output_begin", "ring_buffer_has_space(head, tail, size)", abi.ENOSPC,
		"A record of {a} bytes does not fit in what the reader has left of the {b} bytes of data. The next record that fits reports it as lost.",
		Operand{"size", abi.KindU64}, Operand{"perf_data_size(rb)", abi.KindU64})

	perfMmapInherit = elemCheck("perfMmapInherit", "perf_mmap", "event->cpu != -1 || !event->attr.inherit", abi.EINVAL,
		"The event counts for a task and its children on any CPU, so it has no buffer.")
	perfMmapShared = elemCheck("perfMmapShared", "perf_mmap", "vma->vm_flags & VM_SHARED", abi.EINVAL,
		"The buffer of an event can only be mapped with MAP_SHARED. flags is {a}.", Operand{"flags", abi.KindU64})
	perfMmapOffset = elemCheck("perfMmapOffset", "perf_mmap", "vma->vm_pgoff == 0", abi.EINVAL,
		"The mapping starts at offset {a}. The buffer starts at 0, and only events of hardware have an AUX area after it.", Operand{"offset", abi.KindU64})
	perfMmapPages = elemCheck("perfMmapPages", "perf_mmap", "is_power_of_2(nr_pages)", abi.EINVAL,
		"The mapping has {a} pages of data after its first page. It must be a power of two, or none.", Operand{"nr_pages", abi.KindU64})
	perfMmapSize = elemCheck("perfMmapSize", "perf_mmap", "event->rb->nr_pages == nr_pages", abi.EINVAL,
		"The mapping has {a} bytes, but the event already has a buffer of {b}.", Operand{"size", abi.KindU64}, Operand{"size of the buffer", abi.KindU64})
)
