package core

import "bpfplay/core/abi"

// The refusals of helper functions. The program gets the error as the value of the call.
var (
	loopFlags = elemCheck("loopFlags", "bpf_loop", "flags == 0", abi.EINVAL,
		"flags is {a}, but bpf_loop supports none.", Operand{"flags", abi.KindU64})
	loopRounds = elemCheck("loopRounds", "bpf_loop", "nr_loops <= BPF_MAX_LOOPS", abi.E2BIG,
		"nr_loops is {a}, but at most {b}.", Operand{"nr_loops", abi.KindU64}, Operand{"BPF_MAX_LOOPS", abi.KindU64})
	eachFlags = elemCheck("eachFlags", "bpf_for_each_map_elem", "flags == 0", abi.EINVAL,
		"flags is {a}, but bpf_for_each_map_elem supports none.", Operand{"flags", abi.KindU64})
	ringbufOutputFlags = elemCheck("ringbufOutputFlags", "bpf_ringbuf_output", "(flags & ~(BPF_RB_NO_WAKEUP | BPF_RB_FORCE_WAKEUP)) == 0", abi.EINVAL,
		"flags is {a}, but bpf_ringbuf_output supports only BPF_RB_NO_WAKEUP, 1, and BPF_RB_FORCE_WAKEUP, 2.", Operand{"flags", abi.KindU64})
	ringbufOutputFull = elemCheck("ringbufOutputFull", "bpf_ringbuf_output", "rec", abi.EAGAIN,
		"A record of {a} bytes does not fit: the consumer has not read enough of the ring of {b} bytes.", Operand{"size", abi.KindU64}, Operand{"ring size", abi.KindU64})
	skbLoadRange = elemCheck("skbLoadRange", "bpf_skb_load_bytes", "offset + len <= skb->len", abi.EFAULT,
		"The packet does not have {b} bytes at offset {a}. The destination is zeroed.", Operand{"offset", abi.KindU64}, Operand{"len", abi.KindU64})
	skbStoreFlags = elemCheck("skbStoreFlags", "bpf_skb_store_bytes", "(flags & ~(BPF_F_RECOMPUTE_CSUM | BPF_F_INVALIDATE_HASH)) == 0", abi.EINVAL,
		"flags is {a}, but bpf_skb_store_bytes supports only BPF_F_RECOMPUTE_CSUM, 1, and BPF_F_INVALIDATE_HASH, 2.", Operand{"flags", abi.KindU64})
	skbStoreRange = elemCheck("skbStoreRange", "bpf_skb_store_bytes", "offset + len <= skb->len", abi.EFAULT,
		"The packet does not have {b} bytes at offset {a}.", Operand{"offset", abi.KindU64}, Operand{"len", abi.KindU64})
	skbPullRange = elemCheck("skbPullRange", "bpf_skb_pull_data", "len <= skb->len", abi.ENOMEM,
		"{a} bytes cannot be made linear: the packet has {b}.", Operand{"len", abi.KindU64}, Operand{"skb->len", abi.KindU64})
	csumRange = elemCheck("csumRange", "bpf_l3_csum_replace", "offset <= 0xffff && !(offset & 1) && offset + 2 <= skb->len", abi.EFAULT,
		"The packet of {b} bytes has no checksum field at offset {a}.", Operand{"offset", abi.KindU64}, Operand{"skb->len", abi.KindU64})
	csumFlags = elemCheck("csumFlags", "bpf_l3_csum_replace", "(flags & ~allowed) == 0", abi.EINVAL,
		"flags is {a}, but only the bits {b} are supported.", Operand{"flags", abi.KindU64}, Operand{"allowed", abi.KindU64})
	csumSize = elemCheck("csumSize", "bpf_l3_csum_replace", "size is 2 or 4, or 0 with from == 0", abi.EINVAL,
		"The size of the field in flags {a} is not supported: it must be 2 or 4, or 0 with from 0, not {b}.", Operand{"flags", abi.KindU64}, Operand{"from", abi.KindU64})
	csumDiffSize = elemCheck("csumDiffSize", "bpf_csum_diff", "sizes are multiples of 4 and at most 512 in all", abi.EINVAL,
		"The sizes are {a} and {b}, but must be multiples of 4 and at most 512 in all.", Operand{"from_size", abi.KindU64}, Operand{"to_size", abi.KindU64})
	perfOutputFlags = elemCheck("perfOutputFlags", "bpf_perf_event_output", "(flags & ~allowed) == 0", abi.EINVAL,
		"flags is {a}, but only the bits {b} are supported.", Operand{"flags", abi.KindU64}, Operand{"allowed", abi.KindU64})
	perfOutputPacket = elemCheck("perfOutputPacket", "bpf_skb_event_output", "skb_size <= skb->len", abi.EFAULT,
		"flags ask for {a} bytes of the packet, which has {b}.", Operand{"skb_size", abi.KindU64}, Operand{"skb->len", abi.KindU64})
	perfOutputIndex = elemCheck("perfOutputIndex", "__bpf_perf_event_output", "index < max_entries", abi.E2BIG,
		"The index is {a}, but the map has {b} elements.", Operand{"index", abi.KindU64}, Operand{"max_entries", abi.KindU32})
	perfOutputEmpty = elemCheck("perfOutputEmpty", "__bpf_perf_event_output", "array->ptrs[index]", abi.ENOENT,
		"Element {a} of the map has no perf event.", Operand{"index", abi.KindU64})
	printkEnd = elemCheck("printkEnd", "bpf_trace_printk", "fmt[fmt_size - 1] == 0", abi.EINVAL,
		"The format of {a} bytes does not end in a NUL.", Operand{"fmt_size", abi.KindU64})
	printkFormat = elemCheck("printkFormat", "bpf_trace_printk", "the conversions of fmt are supported", abi.EINVAL,
		"The format has a conversion that bpf_trace_printk does not support, or more conversions than arguments.")
	xdpHeadRange = elemCheck("xdpHeadRange", "bpf_xdp_adjust_head", "data >= data_start && data <= data_end - ETH_HLEN", abi.EINVAL,
		"The packet cannot begin at offset {a} of its memory: it ends at {b}, and the kernel's own data is before it.", Operand{"data", abi.KindU64}, Operand{"data_end", abi.KindU64})
	xdpMetaRange = elemCheck("xdpMetaRange", "bpf_xdp_adjust_meta", "meta >= xdp_frame_end && meta <= data", abi.EINVAL,
		"The metadata cannot begin at offset {a} of the packet's memory: the packet begins at {b}.", Operand{"meta", abi.KindU64}, Operand{"data", abi.KindU64})
	xdpMetaLen = elemCheck("xdpMetaLen", "bpf_xdp_adjust_meta", "!xdp_metalen_invalid(metalen)", abi.EACCES,
		"The metadata would have {a} bytes, but must have a small multiple of 4.", Operand{"metalen", abi.KindU64})
	xdpTailRange = elemCheck("xdpTailRange", "bpf_xdp_adjust_tail", "the packet fits and keeps ETH_HLEN bytes", abi.EINVAL,
		"The packet of {b} bytes cannot change its size by {a}.", Operand{"offset", abi.KindU64}, Operand{"size", abi.KindU64})
)
