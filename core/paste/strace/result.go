package strace

import (
	"math"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// result reads "= 3", "= -1 EINVAL (Invalid argument)", "= -1 (errno 22)" or "= ?", if present, and skips
// what follows: times, remarks, (INJECTED).
func (r *reader) result(call *paste.Call) {
	rest := strings.TrimLeft(r.text[r.at:], " \t\u00a0")
	if !strings.HasPrefix(rest, "=") {
		return
	}
	rest, _, _ = strings.Cut(strings.TrimLeft(rest[1:], " \t\u00a0"), "\n")
	words := strings.Fields(rest)
	if len(words) == 0 || strings.HasPrefix(words[0], "?") {
		return
	}
	text := words[0][:wordEnd(words[0])]
	t := token{kind: word, at: r.at + strings.Index(r.text[r.at:], words[0]), text: text}
	if e := abi.ErrnoNamed(strings.TrimPrefix(text, "-")); e != 0 {
		refuse(call, e)
		return
	}
	if _, ok := integer(text); !ok {
		r.fail(t, "invalid result %q", "want a number, -1 with the name of an error, or ?")
	}
	ret := int64(r.number(t, "a result", math.MinInt64, math.MaxUint64))
	if ret != -1 {
		call.Result = &ret
		if name := rest[len(text):]; strings.HasPrefix(name, "<") {
			named(call, ret, name[:max(remarkEnd(name), 0)])
		}
		return
	}
	if e := errno(words[1:]); e != 0 {
		refuse(call, e)
		return
	}
	call.Lost = append(call.Lost, strings.Join(append([]string{"the error number"}, words[1:min(len(words), 2)]...), " of "))
}

// named records the name of a file in angle brackets, if it is one of BPF.
func named(call *paste.Call, fd int64, name string) {
	if strings.HasPrefix(name, "<anon_inode:") && (strings.Contains(name, "bpf") || strings.Contains(name, "btf")) {
		call.Files = append(call.Files, paste.File{FD: fd, Name: strings.Trim(name, "<>")})
	}
}

func refuse(call *paste.Call, e abi.Errno) {
	ret := -int64(e)
	call.Result = &ret
}

// errno returns the error number in the words after -1, or 0.
func errno(words []string) abi.Errno {
	if len(words) == 0 {
		return 0
	}
	if e := abi.ErrnoNamed(words[0][:wordEnd(words[0])]); e != 0 {
		return e
	}
	digits, known := strings.CutPrefix(words[0], "ERRNO_")
	if words[0] == "(errno" && len(words) > 1 {
		digits, known = strings.TrimSuffix(words[1], ")"), true
	}
	n, err := strconv.ParseUint(digits, 10, 12)
	if !known || err != nil {
		return 0
	}
	return abi.Errno(n)
}
