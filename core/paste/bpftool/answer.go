package bpftool

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste/literal"
)

// message reads what bpftool printed: an error says what the last command's call answered, and the end of a dump how
// many elements there are. false where it is neither.
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
	if answer, told := answer(text); told && r.main >= 0 && r.main < len(r.text.Calls) {
		r.text.Calls[r.main].Ret = &answer
		return true
	}
	if !ok || r.main < 0 || r.main >= len(r.text.Calls) {
		return false
	}
	_, says, _ := strings.Cut(words, ": ")
	errno := errnoSaying(says)
	if errno == 0 {
		return false
	}
	ret := -int64(errno)
	r.text.Calls[r.main].Ret = &ret
	if r.text.Calls[r.main].Cmd == abi.BPF_MAP_CREATE { // nothing to pin and to close
		r.maps = r.maps[:len(r.maps)-1]
		r.text.Calls = r.text.Calls[:r.main+1]
	}
	r.main = -1
	return true
}

// answer is what a call answered after which bpftool prints this.
func answer(text string) (answer int64, told bool) {
	if text == "Not found" {
		return -int64(abi.ErrnoNamed("ENOENT")), true
	}
	return 0, strings.HasPrefix(text, "value:") || strings.HasPrefix(text, "key:") || strings.HasPrefix(text, "next key:")
}

// errnoSaying finds an error by its sentence.
func errnoSaying(text string) abi.Errno {
	for e := abi.Errno(1); e < 600; e++ {
		if e.Name() != "" && text != "" && e.Text() == text {
			return e
		}
	}
	return 0
}
