package abi

import (
	"fmt"
	"strconv"
	"strings"
)

// Names are the names of an argument's values, as the kernel's headers have them: "PROT_READ 1 PROT_WRITE 2" are flags, of
// which several apply; "=EPOLL_CTL_ADD 1 EPOLL_CTL_DEL 2" are values, of which one does. A flag of several bits comes before
// the flags of its bits.
type Names string

// each calls do for every name, until it returns false.
func (n Names) each(do func(name string, v uint64) bool) {
	words := strings.Fields(strings.TrimPrefix(string(n), "="))
	for i := 1; i < len(words); i += 2 {
		v, err := strconv.ParseUint(words[i], 0, 64)
		if err != nil {
			panic("BUG: no number after a name: " + words[i])
		}
		if !do(words[i-1], v) {
			return
		}
	}
}

// All returns the names in their order.
func (n Names) All() (all []string) {
	n.each(func(name string, _ uint64) bool { all = append(all, name); return true })
	return all
}

// Format returns the name of a value, or the names of its flags, as strace prints them: "PROT_READ|PROT_WRITE". A number
// without a name is in hex. zero is the text of 0 if it has no name.
func (n Names) Format(v uint64, zero string) string {
	values := strings.HasPrefix(string(n), "=")
	text, rest := "", v
	n.each(func(name string, bits uint64) bool {
		if v == bits && (values || v == 0) {
			text, rest = name, 0
			return false
		}
		if !values && bits != 0 && rest&bits == bits {
			text += "|" + name
			rest &^= bits
		}
		return true
	})
	switch {
	case rest != 0:
		text += "|0x" + strconv.FormatUint(rest, 16)
	case text == "":
		text = zero
	}
	return strings.TrimPrefix(text, "|")
}

// Parse parses names and numbers that are joined by |, as Format prints them.
func (n Names) Parse(text string) (v uint64, err error) {
	for part := range strings.SplitSeq(text, "|") {
		part = strings.TrimSpace(part)
		bits, err := strconv.ParseUint(part, 0, 64)
		if err != nil {
			n.each(func(name string, of uint64) bool {
				if strings.EqualFold(name, part) {
					bits, err = of, nil
				}
				return err != nil
			})
		}
		if err != nil {
			return 0, fmt.Errorf("invalid value %q: want a number or %s", part, strings.Join(n.All(), ", "))
		}
		v |= bits
	}
	return v, nil
}
