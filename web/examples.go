package web

// Example is a history that opens with one click.
type Example struct {
	Title string
	Asks  string // the question that it answers
	Link  string
}

// Examples lists the examples in the order on screen.
var Examples = []Example{
	{"The commit as it was", "Why does the very first bpf() call return EINVAL?",
		"v1/k=seed/create(hash,4,8,16)"},
	{"A map comes and goes", "When is a map's memory freed: at close, or later?",
		"v1/k=seed/types=1/create(hash,4,8,16)/close(3)/work()/at=2.3"},
	{"Through fork and two closes", "Two processes hold one map. Which close frees it?",
		"v1/k=seed/types=1/create(hash,4,8,16)/fork(1)/close(3)/t1.close(3)/work()/at=2"},
	{"A bigger struct from a newer program", "A new program passes 72 bytes to a kernel that knows 16. Does it matter?",
		"v1/k=seed/types=1/create(hash,4,8,16,0,0,0)/create(hash,4,8,16,1,0,0)/at=2"},
	{"A shorter struct from an older one", "Twelve bytes instead of sixteen: what is max_entries then?",
		"v1/k=seed/types=1/create(hash,4,8)/create(hash)/create()/at=1"},
	{"No descriptor left: EMFILE", "The map is created, but no descriptor is free for it. Who frees it?",
		"v1/k=seed/types=1/nofile=4/create(hash,4,8,16)/create(hash,4,8,16)/at=2"},
	{"Not allowed: EPERM", "Without CAP_SYS_ADMIN, does the kernel even read the attr?",
		"v1/k=seed/types=1/caps(0)/create(hash,4,8,16)/bpf(99,0,4294967295)/at=2"},
	{"A type that fails to allocate", "Registered, found, called, and still no map. Why?",
		"v1/k=seed/types=1,2.enomem/create(array,4,8,16)/create(hash,4,8,16)/at=1"},
	{"Bad addresses", "Four bad pointers: which check finds each?",
		"v1/k=seed/types=1/bpf(0,0,16)/bpf(0,7ffffffff000,16)/bpf(0,ffff888000000000,4294967295)/w(10007ff8,0100000004000000)/bpf(0,10007ff8,16)/bpf(0,10007ff8,8)/at=4"},
	{"What exec closes", "A map's descriptor is close-on-exec. Its copy is not. What survives exec?",
		"v1/k=seed/types=1/create(hash,4,8,16)/dup(3)/exec()/close(4)/work()/at=3"},
	{"The newest type is found first", "Two types with one number are registered. Which one does the kernel use?",
		"v1/k=seed/types=1.eperm,1,2/create(hash,4,8,16)/at=1.1"},
	{"A trie without its flag", "LPM_TRIE, 8 bytes of key, and EINVAL on every kernel. What is missing?",
		"v1/k=6.12/create(lpm_trie,8,8,16,0)/create(lpm_trie,8,8,16,1)/at=1"},
	{"A ring buffer of 4097 bytes", "Which sizes may a ring buffer have, and since which release does it exist?",
		"v1/k=6.12/create(ringbuf,0,0,4097)/create(ringbuf,0,0,4096)/at=1"},
	{"EPERM without a missing permission", "Root, every capability, and still EPERM: which limit is exceeded?",
		"v1/k=5.4/memlock=65536/create(array,4,4096,64)/create(array,4,8,16)/at=1"},
	{"Who may make which map", "An unprivileged user on today's kernels: which checks fail?",
		"v1/k=6.12/uid=1000/caps=0/create(hash,4,8,16)/at=1"},
	{"A name for a map", "Pinned, closed, opened again: what held the map in between?",
		"v1/k=6.12/create(hash,4,8,16)/w(10001000,2f7379732f66732f6270662f64656d6f00)/obj_pin(0x10001000,3)/close(3)/w(10001000,2f7379732f66732f6270662f64656d6f00)/obj_get(0x10001000,0)/at=3"},
	{"A map that is full", "Three keys, room for two: what does a full hash return?",
		"v1/k=6.12/create(hash,4,4,2,64)/w(10001000,01000000)/w(10002000,0a000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,03000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02000000)/lookup_elem(3,0x10001000,0x10002000)/at=4"},
	{"Frozen", "Read-only forever: which calls still work?",
		"v1/k=6.12/create(array,4,8,4)/freeze(3)/w(10001000,00000000)/update_elem(3,0x10001000,0x10002000,0)/lookup_elem(3,0x10001000,0x10002000)/at=3"},
	{"What holds a program", "A link, a cgroup and two arrays: which holds the program, and when does the link let it go?",
		"v1~2Slw/z=tJLbboMwDIZfJ5G8xXEOphd9FpSypJtaAaJ0h7efCBRKN6ndxSwRYgvsz_Z_2PpnTepDaEQcHtgxjqbH18bhyiw7tBWiVG3X7MtjE15Ete-ac1ueDjsgwM851-WqUaqmjbVwZKkogBIb3rCh5H0-jWcmn9gxUmL2zpNUx7f6UFZdDH0UBiwgoFST38YulfE91n0Zui58gQULJKdGMBefbvZCHvCe2btf_MGkuoLM3c9oTxryUVyAKQPPP05BPQR5HRxb87fFaFnY6Ou1f4u2a5MgmBMamic77XKZqn4A0v4GWfwDZNZc6PtQvQoLBvSy9Ky4H8oiRu8p-Y2PWWOODZtbUtRrMndN4BcCPYzp2JyicFKd60Gg4rGKUoV-q-k7AAD__w"},
	{"Inside a hash", "Which bucket holds a key, and what happens to an element whose value is replaced?",
		"v1/k=6.12/create(hash,4,8,8,64)/w(10001000,07000000)/w(10002000,4600000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,0c000000)/w(10002000,7800000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,03000000)/w(10002000,1e00000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,01000000)/w(10002000,0a00000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,09000000)/w(10002000,5a00000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,03000000)/w(10002000,1f00000000000000)/update_elem(3,0x10001000,0x10002000,0)/at=7"},
	{"Inside a trie", "Five prefixes, one address: which one matches, and which were compared?",
		"v1/k=6.12/create(lpm_trie,8,8,16,1)/w(10001000,0000000000000000)/w(10002000,0100000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,080000000a000000)/w(10002000,0200000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,100000000a010000)/w(10002000,0300000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,090000000a800000)/w(10002000,0400000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,10000000c0a80000)/w(10002000,0500000000000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,200000000a400001)/lookup_elem(3,0x10001000,0x10004000)/at=7"},
	{"Inside an LRU map", "A ninth key, room for eight: which elements are evicted, and how many?",
		"v1/k=6.12/create(lru_hash,4,4,8,0)/w(10001000,01000000)/w(10002000,0a000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02000000)/w(10002000,14000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,03000000)/w(10002000,1e000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,04000000)/w(10002000,28000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,05000000)/w(10002000,32000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,06000000)/w(10002000,3c000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,07000000)/w(10002000,46000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,08000000)/w(10002000,50000000)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,02000000)/lookup_elem(3,0x10001000,0x10004000)/w(10001000,05000000)/lookup_elem(3,0x10001000,0x10004000)/w(10001000,15000000)/w(10002000,d2000000)/update_elem(3,0x10001000,0x10002000,0)/at=12"},
	{"An strace log", "Five calls of a loader, as a book prints them: do the results agree, and what does the trace not show?",
		"v1~7Ymk/z=3JLNasMwEIRfxwZhrdazu9ZBDyO73ksPLcEhr19a58cJOPTYZg4aiUWwfDPvRbvUpcyxHpePshyOc1wOdZrfmj5wAAtBxcGCH5_gSEBb-nhqEq0KhPNtz3ekbmIw-j7pH6uN46c3FK5AEg9twR2i9IBkunzm4SmiXl1nVc1qT3foz55-h_5vIJJL2XRTNiFhOGxbN42nxty92gBGvvFsr4PKIxKF_QW2acj9MBNjQDV38xXiiMq396tpTYMf0qBYlyJdyl8BAAD__w"},
}
