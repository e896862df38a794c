	r6 = r1			// keep the context
	r1 = 0
	*(u32 *)(r10 - 4) = r1
	r2 = r10
	r2 += -4
	r1 = map_fd 3
	call bpf_map_lookup_elem#1
	if r0 == 0 goto none
	r1 = 1
	lock *(u64 *)(r0 + 0) += r1
none:	r1 = r6
	call verdict
	exit
verdict:
	w0 = 2
	exit
