package bpftool

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste/literal"
)

// message reads output of bpftool and reports whether it did: an error is the result of the last command's call, and
// the end of a dump has the number of elements.
func (r *reader) message(text string) bool {
	if number, ok := strings.CutPrefix(text, "Found "); ok && r.again != nil {
		count, _, _ := strings.Cut(number, " ")
		if n, ok, fits := literal.ParseElement(count, 2); ok && fits {
			r.again(int(n))
			r.again = nil
		}
		return true
	}
	words, ok := strings.CutPrefix(text, "Error: ")
	if result, ok := resultOf(text); ok && r.main >= 0 && r.main < len(r.text.Calls) {
		r.text.Calls[r.main].Result = &result
		return true
	}
	if !ok || r.main < 0 || r.main >= len(r.text.Calls) {
		return false
	}
	_, message, _ := strings.Cut(words, ": ")
	errno := errnoSaying(message)
	if errno == 0 {
		return false
	}
	ret := -int64(errno)
	r.text.Calls[r.main].Result = &ret
	if r.text.Calls[r.main].Cmd == abi.BPF_MAP_CREATE { // no descriptor to pin and close
		r.maps = r.maps[:len(r.maps)-1]
		r.text.Calls = r.text.Calls[:r.main+1]
	}
	r.main = -1
	return true
}

// resultOf returns the result of a call from the output that follows it.
func resultOf(text string) (result int64, ok bool) {
	if text == "Not found" {
		return -int64(abi.ErrnoNamed("ENOENT")), true
	}
	return 0, strings.HasPrefix(text, "value:") || strings.HasPrefix(text, "key:") || strings.HasPrefix(text, "next key:")
}

// errnoSaying returns the error with this text, or 0.
func errnoSaying(text string) abi.Errno {
	for e := abi.Errno(1); e < 600; e++ {
		if e.Name() != "" && text != "" && e.Text() == text {
			return e
		}
	}
	return 0
}
