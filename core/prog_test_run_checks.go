package core

import "bpfplay/core/abi"

var (
	testCheckAttr = attrTailCheck("testCheckAttr", "CHECK_ATTR", "The command")
	testCtxPair   = &Check{
		Name:     "testCtxPair",
		Func:     "bpf_prog_test_run",
		Must:     "!ctx_size == !ctx",
		Errno:    abi.EINVAL,
		Why:      "The context has {a} bytes at {b}: pass both its address and its size, or neither.",
		Operands: []Operand{{"ctx_size", abi.KindU32}, {"ctx", abi.KindPointer}},
	}
	testBadFD  = fieldCheck("testBadFD", "____bpf_prog_get", "prog_fd is open", abi.EBADF, &abi.TestProgFD, "Descriptor {a} is not open.")
	testNoProg = fieldCheck("testNoProg", "____bpf_prog_get", "f_op == &bpf_prog_fops", abi.EINVAL, &abi.TestProgFD, "Descriptor {a} is not a program.")
	testNoRun  = elemCheck("testNoRun", "bpf_prog_test_run", "prog->aux->ops->test_run", abi.ENOTSUPP,
		"Programs of type {a} cannot be run by a call. "+enotsuppNote, opProgType)
	testAttrFault = elemCheck("testAttrFault", "bpf_test_finish", "copy_to_user(uattr) == 0", abi.EFAULT,
		"The results cannot be written to the attr: {b} bytes at {a}.", Operand{"uattr", abi.KindPointer}, Operand{"size", abi.KindU32})

	testCtxSilly = fieldCheck("testCtxSilly", "bpf_check_uarg_tail_zero", "ctx_size_in <= PAGE_SIZE", abi.E2BIG, &abi.TestCtxSizeIn,
		"ctx_size_in is {a}, but at most {b} bytes are read.", Operand{"PAGE_SIZE", abi.KindU32})
	testCtxTailFault = elemCheck("testCtxTailFault", "bpf_check_uarg_tail_zero", "the bytes can be read", abi.EFAULT,
		"Byte {a} of the context cannot be read.", Operand{"offset", abi.KindU32})
	testCtxTail = elemCheck("testCtxTail", "bpf_check_uarg_tail_zero", "the bytes after the kernel's struct are 0", abi.E2BIG,
		"Byte {a} of the context is set, but the kernel's struct is shorter.", Operand{"offset", abi.KindU32})
	testCtxFault    = fieldCheck("testCtxFault", "bpf_ctx_init", "copy_from_user(ctx) == 0", abi.EFAULT, &abi.TestCtxIn, "{b} bytes of the context cannot be read at {a}.", Operand{"size", abi.KindU32})
	testCtxOutFault = fieldCheck("testCtxOutFault", "bpf_ctx_finish", "copy_to_user(ctx) == 0", abi.EFAULT, &abi.TestCtxOut, "{b} bytes of the context cannot be written to {a}.", Operand{"size", abi.KindU32})
	testCtxSpace    = elemCheck("testCtxSpace", "bpf_ctx_finish", "size <= ctx_size_out", abi.ENOSPC,
		"The context has {a} bytes, but ctx_size_out is {b}. The first bytes and the size were written.", Operand{"size", abi.KindU32}, Operand{"ctx_size_out", abi.KindU32})
	testCtxSmall = fieldCheck("testCtxSmall", "bpf_prog_test_run_syscall", "ctx_size_in >= max_ctx_offset", abi.EINVAL, &abi.TestCtxSizeIn,
		"ctx_size_in is {a}, but the program accesses {b} bytes of its context.", Operand{"max_ctx_offset", abi.KindU32})
	testCtxLarge = fieldCheck("testCtxLarge", "bpf_prog_test_run_syscall", "ctx_size_in <= limit", abi.EINVAL, &abi.TestCtxSizeIn,
		"ctx_size_in is {a}, but the context may have at most {b} bytes.", Operand{"limit", abi.KindU32})
	testFieldUnused = elemCheck("testFieldUnused", "bpf_prog_test_run_syscall", "the field is 0", abi.EINVAL,
		"The field at offset {b} of the attr is {a}, but programs of this type do not support it.", Operand{"value", abi.KindU64}, Operand{"offset", abi.KindU32})
	testCPUUnused = fieldCheck("testCPUUnused", "bpf_prog_test_run_raw_tp", "cpu == 0 || flags & BPF_F_TEST_RUN_ON_CPU", abi.EINVAL, &abi.TestCPU,
		"cpu is {a}, but needs BPF_F_TEST_RUN_ON_CPU in flags.")
	testNoCPU = fieldCheck("testNoCPU", "bpf_prog_test_run_raw_tp", "cpu_online(cpu)", abi.ENXIO, &abi.TestCPU,
		"cpu is {a}, but the machine has {b} CPUs, counted from 0.", Operand{"nr_cpu_ids", abi.KindU32})

	testPacketSmall = fieldCheck("testPacketSmall", "bpf_test_init", "size >= ETH_HLEN", abi.EINVAL, &abi.TestDataSizeIn,
		"The packet has {a} bytes, but needs an Ethernet header of {b} bytes.", Operand{"ETH_HLEN", abi.KindU32})
	testPacketLarge = fieldCheck("testPacketLarge", "bpf_test_init", "size <= PAGE_SIZE - headroom - tailroom", abi.EINVAL, &abi.TestDataSizeIn,
		"data_size_in is {a}, but at most {b} bytes fit in a page with the kernel's own data.", Operand{"limit", abi.KindU32})
	testXDPLarge = fieldCheck("testXDPLarge", "bpf_test_init", "user_size <= size", abi.EMSGSIZE, &abi.TestDataSizeIn,
		"data_size_in is {a}, but at most {b} bytes fit in a page with the kernel's own data.", Operand{"size", abi.KindU32})
	testFrags = fieldCheck("testFrags", "bpf_prog_test_run_skb", "nr_frags < MAX_SKB_FRAGS", abi.ENOMEM, &abi.TestDataSizeIn,
		"data_size_in is {a}, but a packet has at most 17 further pages: {b} bytes.", Operand{"limit", abi.KindU32})
	testDataFault    = fieldCheck("testDataFault", "bpf_test_init", "copy_from_user(data) == 0", abi.EFAULT, &abi.TestDataIn, "{b} bytes of the packet cannot be read at {a}.", Operand{"size", abi.KindU32})
	testDataOutFault = fieldCheck("testDataOutFault", "bpf_test_finish", "copy_to_user(data_out) == 0", abi.EFAULT, &abi.TestDataOut, "{b} bytes of the packet cannot be written to {a}.", Operand{"size", abi.KindU32})
	testFragSpace    = elemCheck("testFragSpace", "bpf_test_finish", "copy_size >= xdp_frags_size", abi.ENOSPC,
		"data_size_out is {a}, less than the {b} bytes in further pages of the packet. Nothing was written.", Operand{"data_size_out", abi.KindU32}, Operand{"xdp_frags_size", abi.KindU32})
	testDataSpace = elemCheck("testDataSpace", "bpf_test_finish", "size <= data_size_out", abi.ENOSPC,
		"The packet has {a} bytes, but data_size_out is {b}. The first bytes and the results were written.", Operand{"size", abi.KindU32}, Operand{"data_size_out", abi.KindU32})
	testNoDevice = elemCheck("testNoDevice", "dev_get_by_index", "the device exists", abi.ENODEV,
		"No network device has the number {a}. The only one is the loopback device, 1.", Operand{"ifindex", abi.KindIfindex})

	testSkbFlags = fieldCheck("testSkbFlags", "bpf_prog_test_run_skb", "(flags & ~BPF_F_TEST_SKB_CHECKSUM_COMPLETE) == 0", abi.EINVAL, &abi.TestFlags,
		"flags is {a}, but programs of this type support only {b}.", Operand{"allowed", abi.KindU32})
	testSkbCPU     = fieldCheck("testSkbCPU", "bpf_prog_test_run_skb", "cpu == 0", abi.EINVAL, &abi.TestCPU, "cpu is {a}, but programs of this type do not support it.")
	testSkbBatch   = fieldCheck("testSkbBatch", "bpf_prog_test_run_skb", "batch_size == 0", abi.EINVAL, &abi.TestBatchSize, "batch_size is {a}, but programs of this type do not support it.")
	testSkbDataEnd = elemCheck("testSkbDataEnd", "bpf_prog_test_run_skb", "ctx->data_end <= data_size_in", abi.EINVAL,
		"data_end of the context is {a}, but the packet has {b} bytes.", Operand{"data_end", abi.KindU32}, Operand{"data_size_in", abi.KindU32})
	testSkbData = elemCheck("testSkbData", "bpf_prog_test_run_skb", "!ctx->data && !ctx->data_meta", abi.EINVAL, "data and data_meta of the context must be 0.", Operand{"data", abi.KindU32})
	testSkbLwt  = elemCheck("testSkbLwt", "bpf_prog_test_run_skb", "!is_lwt", abi.EINVAL, "data_end of the context must be 0 for programs of type {a}.", opProgType)
	testSkbSet  = elemCheck("testSkbSet", "convert___skb_to_skb", "range_is_zero", abi.EINVAL,
		"Byte {a} of struct __sk_buff is set, but the field cannot be set by a caller.", Operand{"offset", abi.KindU32})
	testSkbWireLen = elemCheck("testSkbWireLen", "convert___skb_to_skb", "wire_len >= len && wire_len <= GSO_LEGACY_MAX_SIZE", abi.EINVAL,
		"wire_len is {a}, but must be 0 or between the packet's {b} bytes and 65536.", Operand{"wire_len", abi.KindU32}, Operand{"len", abi.KindU32})
	testSkbGsoSegs = elemCheck("testSkbGsoSegs", "convert___skb_to_skb", "gso_segs <= GSO_MAX_SEGS", abi.EINVAL, "gso_segs is {a}, but at most 65535.", Operand{"gso_segs", abi.KindU32})
	testIPHeader   = elemCheck("testIPHeader", "bpf_prog_test_run_skb", "skb_headlen(skb) >= size of the IP header", abi.EINVAL,
		"The Ethernet type is IP, but only {a} bytes follow the Ethernet header instead of {b}.", Operand{"headlen", abi.KindU32}, Operand{"header", abi.KindU32})
	testBadCsum = elemCheck("testBadCsum", "bpf_prog_test_run_skb", "csum_fold(skb->csum) == csum_fold(csum)", abi.EBADMSG,
		"The program changed the packet without its checksum: it is {a} instead of {b}.", Operand{"skb->csum", abi.KindU32}, Operand{"csum", abi.KindU32})

	testXDPAttach = elemCheck("testXDPAttach", "bpf_prog_test_run_xdp", "expected_attach_type != BPF_XDP_DEVMAP && != BPF_XDP_CPUMAP", abi.EINVAL,
		"The program's expected_attach_type is {a}: programs for DEVMAP and CPUMAP cannot be run by a call.", Operand{"expected_attach_type", abi.KindU32})
	testXDPNoCtx = elemCheck("testXDPNoCtx", "bpf_prog_test_run_xdp", "!ctx_in && !ctx_out", abi.EINVAL,
		"ctx_in is {a} and ctx_out {b}, but XDP programs have no context of the caller in this release.", Operand{"ctx_in", abi.KindPointer}, Operand{"ctx_out", abi.KindPointer})
	testXDPFlags      = fieldCheck("testXDPFlags", "bpf_prog_test_run_xdp", "(flags & ~BPF_F_TEST_XDP_LIVE_FRAMES) == 0", abi.EINVAL, &abi.TestFlags, "flags is {a}, but XDP programs support only BPF_F_TEST_XDP_LIVE_FRAMES, 2.")
	testXDPBatch      = fieldCheck("testXDPBatch", "bpf_prog_test_run_xdp", "do_live || !batch_size", abi.EINVAL, &abi.TestBatchSize, "batch_size is {a}, but needs BPF_F_TEST_XDP_LIVE_FRAMES in flags.")
	testXDPBatchLarge = fieldCheck("testXDPBatchLarge", "bpf_prog_test_run_xdp", "batch_size <= TEST_XDP_MAX_BATCH", abi.E2BIG, &abi.TestBatchSize, "batch_size is {a}, but at most {b}.", Operand{"limit", abi.KindU32})
	testXDPLiveOut    = elemCheck("testXDPLiveOut", "bpf_prog_test_run_xdp", "!do_live || !data_out && !ctx_out", abi.EINVAL, "data_out and ctx_out must be NULL for live frames with a context.", Operand{"address", abi.KindPointer})
	testXDPLiveSize   = fieldCheck("testXDPLiveSize", "bpf_prog_test_run_xdp", "!do_live || data_size_in <= linear_sz", abi.EINVAL, &abi.TestDataSizeIn, "data_size_in is {a}, but a live frame has at most {b} bytes.", Operand{"limit", abi.KindU32})
	testXDPDataMeta   = elemCheck("testXDPDataMeta", "bpf_prog_test_run_xdp", "!ctx->data_meta", abi.EINVAL, "data_meta of the context is {a}, but must be 0.", Operand{"data_meta", abi.KindU32})
	testXDPDataEnd    = elemCheck("testXDPDataEnd", "bpf_prog_test_run_xdp", "ctx->data_end <= data_size_in", abi.EINVAL,
		"data_end of the context is {a}, but data_size_in is {b}.", Operand{"data_end", abi.KindU32}, Operand{"data_size_in", abi.KindU32})
	testXDPData = elemCheck("testXDPData", "bpf_prog_test_run_xdp", "ctx->data <= ctx->data_end", abi.EINVAL,
		"data of the context is {a}, but data_end is {b}.", Operand{"data", abi.KindU32}, Operand{"data_end", abi.KindU32})
	testXDPMetaLen = elemCheck("testXDPMetaLen", "bpf_prog_test_run_xdp", "!xdp_metalen_invalid(ctx->data)", abi.EINVAL,
		"data of the context, the size of the metadata, is {a}, but must be a small multiple of 4.", Operand{"data", abi.KindU32})
	testXDPEgress     = elemCheck("testXDPEgress", "xdp_convert_md_to_buff", "egress_ifindex == 0", abi.EINVAL, "egress_ifindex of the context is {a}, but must be 0.", Operand{"egress_ifindex", abi.KindIfindex})
	testXDPQueueAlone = elemCheck("testXDPQueueAlone", "xdp_convert_md_to_buff", "ingress_ifindex || !rx_queue_index", abi.EINVAL, "rx_queue_index of the context is {a}, but needs ingress_ifindex.", Operand{"rx_queue_index", abi.KindU32})
	testXDPQueue      = elemCheck("testXDPQueue", "xdp_convert_md_to_buff", "rx_queue_index < real_num_rx_queues", abi.EINVAL, "rx_queue_index of the context is {a}, but the loopback device has one queue.", Operand{"rx_queue_index", abi.KindU32})
)
