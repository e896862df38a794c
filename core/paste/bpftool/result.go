package bpftool

import (
	"encoding/hex"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste/literal"
)

// closeOutput ends the output of the last command.
func (r *reader) closeOutput() {
	r.closeShown()
	if r.again != nil && r.seen > 0 {
		r.again(r.seen)
	}
	r.again = nil
}

// printed reports whether a line is one of those that bpftool prints for the elements of a map, and counts the elements.
func (r *reader) printed(line string) bool {
	if len(r.text.Calls) == 0 {
		return false
	}
	text := strings.TrimSpace(line)
	element := strings.HasPrefix(text, "key:") && text != "key: None" || strings.HasPrefix(text, `"key":`)
	if element {
		r.seen++
		r.opened()
	}
	if element || strings.Trim(text, "[]{},") == "" {
		return true
	}
	if name, _, ok := strings.Cut(text, ":"); ok {
		return strings.HasPrefix(name, `"`) && strings.HasSuffix(name, `"`) || name == "value" || strings.HasPrefix(name, "value (CPU") || name == "next key" || name == "key"
	}
	for _, word := range strings.Fields(text) {
		if _, err := hex.DecodeString(word); err != nil || len(word) != 2 {
			return false
		}
	}
	return true
}

// message reads output of bpftool and reports whether it did: an error is the result of the last command's call, and
// the end of a dump has the number of elements.
func (r *reader) message(text string) bool {
	if number, ok := strings.CutPrefix(text, "Found "); ok && r.again != nil {
		count, _, _ := strings.Cut(number, " ")
		if n, ok, fits := literal.ParseElement(count, 2); ok && fits {
			r.opened()
			r.again(int(n))
			r.again = nil
		}
		return true
	}
	words, ok := strings.CutPrefix(text, "Error: ")
	if result, ok := resultOf(text); ok && r.main >= 0 && r.main < len(r.text.Calls) {
		r.text.Calls[r.main].Result = &result
		r.opened()
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
