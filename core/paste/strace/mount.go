package strace

import (
	"strings"

	"bpfplay/core/paste"
)

// mount reads mount(source, path, type, flags, options): the path as Path, the options as To. Its Args have the type, 1 for the
// bpf file system, and 1 for flags that change an existing mount.
func (r *reader) mount(call *paste.Call) {
	args, _, _ := strings.Cut(r.text[r.at:], ") = ")
	var words []string
	for word := range strings.SplitSeq(args, ", ") {
		words = append(words, strings.Trim(word, `"`))
	}
	if len(words) == 5 {
		call.Path, call.Args = words[1], []int64{0, 0}
		if words[2] == "bpf" {
			call.Args[0] = 1
		}
		for _, flag := range [...]string{"MS_REMOUNT", "MS_BIND", "MS_MOVE", "MS_REC", "MS_PRIVATE", "MS_SHARED", "MS_SLAVE"} {
			if strings.Contains(words[3], flag) {
				call.Args[1] = 1
			}
		}
		if words[4] != "NULL" {
			call.To = words[4]
		}
	}
	if r.skipToResult() {
		r.result(call)
		return
	}
	r.fail(token{at: len(r.text)}, "", "want a result")
}

// isMount reports whether a call can mount or unmount a bpf file system.
func isMount(call *paste.Call) bool {
	return call.Name != "mount" || len(call.Args) == 2 && call.Args[0] == 1 && call.Args[1] == 0
}
