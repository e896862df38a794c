// Package glossary explains the kernel's words that the page uses, one sentence for each.
package glossary

import (
	"strings"

	"bpfplay/core/table"
)

// terms has the sentences of the terms, by the first byte of the term. Terms match whole identifiers, case included.
var terms = table.Indexed[byte, table.Listed[string, string]]{
	'B': {
		{"BTF", "BPF Type Format: the C types of keys, values and programs, loaded with BPF_BTF_LOAD."},
	},
	'C': {
		{"CAP_BPF", "The capability to create maps and load programs, since Linux 5.8. CAP_SYS_ADMIN includes it."},
		{"CAP_SYS_ADMIN", "The capability of the administrator. Before Linux 5.8, most bpf commands need it."},
		{"CHECK_ATTR", "A macro that refuses an attr with a nonzero byte after the last field of the command, with EINVAL."},
	},
	'F': {
		{"FMODE_CAN_READ", "A file mode of maps: BPF_F_WRONLY removes it, and lookups need it."},
		{"FMODE_CAN_WRITE", "A file mode of maps: BPF_F_RDONLY removes it, and updates and deletes need it."},
	},
	'P': {
		{"PAGE_SIZE", "The size of a page of memory: 4096 bytes on x86-64."},
	},
	'R': {
		{"RCU", "Read-copy-update: readers take no lock, so freed memory waits until every reader is done."},
		{"RLIMIT_NOFILE", "The limit of descriptors of a task: a new descriptor must be lower, or EMFILE follows."},
	},
	'a': {
		{"anon_inode", "The inode that all anonymous files share. A descriptor of a map, program or link refers to a file on it."},
		{"attr", "union bpf_attr: the arguments of bpf(2) in the caller's memory. Each command reads its own fields of it."},
	},
	'b': {
		{"bpf_link", "A program that is attached to something. The last descriptor or pin of the link detaches the program."},
		{"bpffs", "The bpf file system, usually at /sys/fs/bpf. A name in it keeps a map, program or link alive without a process."},
		{"bucket", "A chain of a hash map. The hash of a key chooses the bucket that holds its element."},
		{"bpf_register_map_type", "Adds a map type to the list of the first kernel with bpf(2). That kernel has no type until one is registered."},
	},
	'c': {
		{"ce", "Close-on-exec (FD_CLOEXEC): exec closes the descriptor."},
		{"cgroup", "A group of tasks, a directory below /sys/fs/cgroup. Programs that are attached to it run for its tasks."},
		{"cloexec", "Close-on-exec (FD_CLOEXEC): exec closes the descriptor."},
		{"copy_from_user", "Copies bytes from the caller's memory. It fails with EFAULT if the address is not readable."},
		{"copy_to_user", "Copies bytes to the caller's memory. It fails with EFAULT if the address is not writable."},
	},
	'd': {
		{"descriptor", "A small number by which a task names an open file. dup and fork give one file several descriptors."},
	},
	'f': {
		{"fd", "File descriptor: a small number by which a task names an open file."},
		{"frozen", "BPF_MAP_FREEZE was called: user space can no longer write to the map. Programs still can."},
	},
	'g': {
		{"grace period", "The time until every CPU has left the RCU read sections that began before. Then memory can be freed."},
	},
	'i': {
		{"inner map", "A map that is the value of an element of an ARRAY_OF_MAPS or HASH_OF_MAPS."},
	},
	'k': {
		{"kworker", "A kernel thread that runs the work of a work queue, after the system call has returned."},
	},
	'm': {
		{"map_type", "The kind of map: it decides how elements are stored, and which commands and flags the map accepts."},
		{"memlock", "RLIMIT_MEMLOCK. Before Linux 5.11, the memory of maps counts against it, and EPERM follows."},
	},
	'p': {
		{"perf event", "A counter that perf_event_open opens. A PERF_EVENT_ARRAY holds events, and programs write records to their buffers."},
		{"possible CPU", "A CPU that the machine could have. A per-CPU map has a value for each, even if it is offline."},
	},
	'r': {
		{"ref", "refcnt: the references to an object. At 0, the object is freed."},
		{"refcnt", "The references to an object, from files, pins, programs and outer maps. At 0, the object is freed."},
	},
	'u': {
		{"uattr", "The second argument of bpf(2): the address of attr in the caller's memory."},
		{"used_maps", "The maps that a loaded program names. The program holds a reference to each."},
		{"usercnt", "The references of user space to a map, from files and pins. At 0, arrays of programs are emptied, although refcnt may stay above 0."},
		{"usr", "usercnt: the references of user space to a map, from files and pins."},
	},
	'v': {
		{"verifier", "The part of the kernel that follows every path of a program before it may run, and refuses unsafe ones."},
	},
	'w': {
		{"work queue", "Work that a kernel thread does later. The memory of a map is freed there, not in the call that drops its last reference."},
	},
}

// Of returns the sentence of a term; "" if the glossary does not have it.
func Of(term string) string {
	if term == "" {
		return ""
	}
	return terms.At(term[0]).Of(term)
}

// Part is a piece of a text: a term with its sentence, or the text between terms.
type Part struct {
	Text, Says string // Says is "" between terms
}

// Split divides a text at its terms. Each term is a separate part at its first place; where two overlap, the longer is.
func Split(text string) []Part {
	var parts []Part
	seen := map[string]bool{}
	from := 0
	for at := 0; at < len(text); {
		term := termAt(text, at)
		if term == "" || seen[term] {
			at++
			continue
		}
		seen[term] = true
		if at > from {
			parts = append(parts, Part{Text: text[from:at]})
		}
		parts = append(parts, Part{term, Of(term)})
		at += len(term)
		from = at
	}
	if from < len(text) {
		parts = append(parts, Part{Text: text[from:]})
	}
	return parts
}

// termAt returns the longest term at an offset of a text; "" if none begins there or it is a part of a longer word.
func termAt(text string, at int) (found string) {
	if at > 0 && inWord(text[at-1]) || !inWord(text[at]) {
		return ""
	}
	for _, row := range terms.At(text[at]) {
		term := row.Key
		if len(term) > len(found) && strings.HasPrefix(text[at:], term) && (at+len(term) == len(text) || !inWord(text[at+len(term)])) {
			found = term
		}
	}
	return found
}

func inWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}
