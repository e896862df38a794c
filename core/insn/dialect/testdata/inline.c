SEC("xdp")
__naked void counter(void)
{
	asm volatile ("					\
	r6 = r1;	/* keep				\
			   the context */		\
	r1 = 0;						\
	*(u32*)(r10 - %[key]) = r1;			\
	r2 = r10;					\
	r2 += -%[key];					\
	r1 = %[counts] ll;				\
	call %[bpf_map_lookup_elem];			\
	if r0 == 0 goto l0_%=;				\
	r1 = 1;						\
	lock *(u64*)(r0 + 0) += r1;			\
l0_%=:	r1 = r6;					\
	call l1_%=;					\
	.8byte %[leave];				\
l1_%=:	w0 = %[verdict];				\
	exit;						\
"	:
	: __imm(bpf_map_lookup_elem), __imm_addr(counts), __imm_const(key, sizeof(__u32)),
	  __imm_insn(leave, BPF_EXIT_INSN()), [verdict]"i"(XDP_PASS)
	: __clobber_all);
}
