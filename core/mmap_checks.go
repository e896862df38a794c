package core

import "bpfplay/core/abi"

var (
	mmapOffset = elemCheck("mmapOffset", "sys_mmap", "!(off & ~PAGE_MASK)", abi.EINVAL,
		"offset is {a}, but only whole pages can be mapped: it must be a multiple of {b}.", Operand{"off", abi.KindU64}, Operand{"PAGE_SIZE", abi.KindU32})
	mmapBadFD = elemCheck("mmapBadFD", "ksys_mmap_pgoff", "fget(fd)", abi.EBADF,
		"Descriptor {a} is not open.", Operand{"fd", abi.KindFD})
	mmapLength = elemCheck("mmapLength", "do_mmap", "len != 0", abi.EINVAL,
		"length is 0: a mapping has at least one byte.")
	mmapRoom = elemCheck("mmapRoom", "get_unmapped_area", "len <= TASK_SIZE", abi.ENOMEM,
		"No free user addresses are left for {a} bytes. The address space of a task has {b}.", Operand{"len", abi.KindU64}, Operand{"TASK_SIZE", abi.KindU64})
	mmapFixedEnd = elemCheck("mmapFixedEnd", "get_unmapped_area", "addr <= TASK_SIZE - len", abi.ENOMEM,
		"The range at {a} extends beyond the end of the user address space. The last possible address is {b}.", Operand{"addr", abi.KindPointer}, Operand{"last", abi.KindPointer})
	mmapFixedPage = elemCheck("mmapFixedPage", "get_unmapped_area", "!offset_in_page(addr)", abi.EINVAL,
		"MAP_FIXED requires the start of a page, and {a} is not a multiple of {b}.", Operand{"addr", abi.KindPointer}, Operand{"PAGE_SIZE", abi.KindU32})
	mmapNoreplace = elemCheck("mmapNoreplace", "do_mmap", "!find_vma_intersection(mm, addr, addr + len)", abi.EEXIST,
		"MAP_FIXED_NOREPLACE refuses to replace memory that is mapped in the {b} bytes from {a} on.", Operand{"addr", abi.KindPointer}, Operand{"len", abi.KindU64})
	mmapOffsetLarge = elemCheck("mmapOffsetLarge", "file_mmap_ok", "pgoff <= maxsize >> PAGE_SHIFT", abi.EOVERFLOW,
		"offset is {a}, beyond the largest offset that a file can have here, {b}.", Operand{"offset", abi.KindU64}, Operand{"maxsize", abi.KindU64})
	mmapValidate = elemCheck("mmapValidate", "do_mmap", "!(flags & ~flags_mask)", abi.EOPNOTSUPP,
		"MAP_SHARED_VALIDATE refuses flags that the file does not support. flags is {a}. MAP_SHARED would ignore them.", Operand{"flags", abi.KindU64})
	mmapType = elemCheck("mmapType", "do_mmap", "flags & MAP_TYPE is MAP_SHARED, MAP_PRIVATE or MAP_SHARED_VALIDATE", abi.EINVAL,
		"flags must name one kind of mapping: 1 MAP_SHARED, 2 MAP_PRIVATE or, since 4.15, 3 MAP_SHARED_VALIDATE. This is {a}.", Operand{"flags & MAP_TYPE", abi.KindU32})
	mmapWriteMode = elemCheck("mmapWriteMode", "do_mmap", "!(prot & PROT_WRITE) || (file->f_mode & FMODE_WRITE)", abi.EACCES,
		"PROT_WRITE requires a descriptor that can write. The map was opened with BPF_F_RDONLY.", Operand{"prot", abi.KindU32}, Operand{"mode", abi.KindU32})
	mmapReadMode = elemCheck("mmapReadMode", "do_mmap", "file->f_mode & FMODE_READ", abi.EACCES,
		"Every mapping requires a descriptor that can read. The map was opened with BPF_F_WRONLY.", Operand{"mode", abi.KindU32})
	mmapNone = elemCheck("mmapNone", "do_mmap", "file->f_op->mmap", abi.ENODEV,
		"The file has no memory to map. Maps can be mapped since 5.5; programs and BTF objects cannot.")

	mapMmapSupported = elemCheck("mapMmapSupported", "bpf_map_mmap", "map->ops->map_mmap && !map->record", abi.ENOTSUPP,
		"Maps of type {a} cannot be mapped, nor can a map whose value has a special member such as bpf_spin_lock. "+enotsuppNote, Operand{"map_type", abi.KindMapType})
	mapMmapShared = elemCheck("mapMmapShared", "bpf_map_mmap", "vma->vm_flags & VM_SHARED", abi.EINVAL,
		"A map can only be mapped with MAP_SHARED, through a descriptor that can write, even to read it. flags is {a}, the mode {b}; 0 is read-only.", Operand{"flags", abi.KindU64}, Operand{"mode", abi.KindU32})
	mapMmapFrozen = elemCheck("mapMmapFrozen", "bpf_map_mmap", "!(vma->vm_flags & VM_WRITE) || !map->frozen", abi.EPERM,
		"The map is frozen, so user space can no longer write to it. PROT_READ alone works.")
	mapMmapRdonly = elemCheck("mapMmapRdonly", "bpf_map_mmap", "!(map->map_flags & BPF_F_RDONLY_PROG)", abi.EACCES,
		"A map with BPF_F_RDONLY_PROG is meant to be frozen. A writable mapping could change it afterwards. PROT_READ alone works.", Operand{"map_flags", abi.KindMapFlags})
	arrayMmapFlag = elemCheck("arrayMmapFlag", "array_map_mmap", "map->map_flags & BPF_F_MMAPABLE", abi.EINVAL,
		"The array was created without BPF_F_MMAPABLE, so its values do not start at a page. map_flags is {a}.", Operand{"map_flags", abi.KindMapFlags})
	arrayMmapSize = elemCheck("arrayMmapSize", "array_map_mmap", "offset + length <= PAGE_ALIGN(max_entries * elem_size)", abi.EINVAL,
		"The mapping ends at byte {a} of the array, whose pages have {b} bytes. A value takes a multiple of 8 bytes.", Operand{"offset + length", abi.KindU64}, Operand{"PAGE_ALIGN(max_entries * elem_size)", abi.KindU64})
	ringbufMmapWrite = elemCheck("ringbufMmapWrite", "ringbuf_map_mmap_kern", "vma->vm_pgoff == 0 && vma->vm_end - vma->vm_start == PAGE_SIZE", abi.EPERM,
		"User space can write only the first page of a ring buffer, the consumer's position. The mapping has {b} bytes from offset {a} on.", Operand{"offset", abi.KindU64}, Operand{"length", abi.KindU64})
	ringbufMmapUser = elemCheck("ringbufMmapUser", "ringbuf_map_mmap_user", "vma->vm_pgoff != 0", abi.EPERM,
		"The first page of a user ring buffer is the consumer's position, which only the kernel writes. Writable mappings start at the second page.", Operand{"offset", abi.KindU64})
	ringbufMmapSize = elemCheck("ringbufMmapSize", "remap_vmalloc_range", "offset + length <= size of the area", abi.EINVAL,
		"The mapping ends at byte {a}. A ring buffer has two pages of positions and its data twice, {b} bytes.", Operand{"offset + length", abi.KindU64}, Operand{"size", abi.KindU64})

	munmapPage = elemCheck("munmapPage", "do_vmi_munmap", "!offset_in_page(start)", abi.EINVAL,
		"{a} is not the start of a page: it must be a multiple of {b}.", Operand{"start", abi.KindPointer}, Operand{"PAGE_SIZE", abi.KindU32})
	munmapRange = elemCheck("munmapRange", "do_vmi_munmap", "start <= TASK_SIZE && len <= TASK_SIZE - start", abi.EINVAL,
		"{b} bytes from {a} on are not all user addresses.", Operand{"start", abi.KindPointer}, Operand{"len", abi.KindU64})
	munmapLength = elemCheck("munmapLength", "do_vmi_munmap", "PAGE_ALIGN(len) != 0", abi.EINVAL,
		"length is 0: nothing would be unmapped.")
)
