package core

// Divergence is something that the emulator knowingly does otherwise than Linux.
type Divergence struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Divergences are all of them. What is not on the list is meant to be as in Linux.
var Divergences = []Divergence{
	{"Tasks are numbered 0, 1, 2, …, and fork answers with the number of the child, where Linux has process ids.",
		"A history must give the same numbers each time, and recordings name tasks so."},
	{"The work queue waits until it is told to run, where Linux starts a kworker at once.",
		"The time between the last close and the freeing is what there is to see. A machine setting runs it after every call."},
	{"A task has eight pages of memory at 0x10000000, the last of them read-only for system calls; nothing else is mapped until something is written there.",
		"It is where recordings have it, and bad addresses are easy to find."},
	{"Descriptors 0, 1 and 2 lead to one terminal that is no map.",
		"Nothing that bpf() does depends on what they are."},
	{"caps gives a task the capabilities that are named, also ones that it had lost.",
		"It sets up a situation; capset would refuse."},
}
