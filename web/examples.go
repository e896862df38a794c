package web

// Example is a history to open in one click.
type Example struct {
	Title string
	Asks  string // what there is to see, as a question
	Link  string
}

// Examples are offered in this order.
var Examples = []Example{
	{"The commit as it was", "Why does the very first bpf() call of all answer EINVAL?",
		"v1/k=seed/create(hash,4,8,16)"},
	{"A map comes and goes", "When is a map's memory given back: at close, or later?",
		"v1/k=seed/types=1/create(hash,4,8,16)/close(3)/work()/at=2.3"},
	{"Through fork and two closes", "Two processes hold one map. Which close lets it go?",
		"v1/k=seed/types=1/create(hash,4,8,16)/fork(1)/close(3)/t1.close(3)/work()/at=2"},
	{"A bigger struct from a newer program", "A program of today passes 72 bytes to a kernel that knows 16. Does it matter?",
		"v1/k=seed/types=1/create(hash,4,8,16,0,0,0)/create(hash,4,8,16,1,0,0)/at=2"},
	{"A shorter struct from an older one", "Twelve bytes instead of sixteen: what is max_entries then?",
		"v1/k=seed/types=1/create(hash,4,8)/create(hash)/create()/at=1"},
	{"No descriptor left: EMFILE", "The map is made, and nobody can have it. Who frees it?",
		"v1/k=seed/types=1/nofile=4/create(hash,4,8,16)/create(hash,4,8,16)/at=2"},
	{"Not allowed: EPERM", "Without CAP_SYS_ADMIN, does the kernel even look at the rest?",
		"v1/k=seed/types=1/caps(0)/create(hash,4,8,16)/bpf(99,0,4294967295)/at=2"},
	{"A type that refuses", "Registered, found, asked, and still no map.",
		"v1/k=seed/types=1,2.enomem/create(array,4,8,16)/create(hash,4,8,16)/at=1"},
	{"Bad addresses", "Four bad pointers: which check finds each?",
		"v1/k=seed/types=1/bpf(0,0,16)/bpf(0,7ffffffff000,16)/bpf(0,ffff888000000000,4294967295)/w(10007ff8,0100000004000000)/bpf(0,10007ff8,16)/bpf(0,10007ff8,8)/at=4"},
	{"What exec closes", "A map's descriptor is close-on-exec. Its copy is not. What survives exec?",
		"v1/k=seed/types=1/create(hash,4,8,16)/dup(3)/exec()/close(4)/work()/at=3"},
	{"The newest type is found first", "Two types of one number are registered. Which one answers?",
		"v1/k=seed/types=1.eperm,1,2/create(hash,4,8,16)/at=1.1"},
}
