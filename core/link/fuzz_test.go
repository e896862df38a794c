package link_test

import (
	"testing"

	"bpfplay/core/link"
)

// FuzzLink parses any text: no panic, and a link that parses can be shared again.
func FuzzLink(f *testing.F) {
	f.Add("v1/k=seed/types=1,2.enomem/create(hash,4,8,16)/fork(1)/t1.close(3)/at=2.1")
	f.Add("v1~AAAA/z=AAAA")
	f.Add("v1/k=seed/w(10000000,0100)/bpf(0,10000000,16)/dup3(3,5,524288)")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := link.Parse(text)
		if err != nil {
			return
		}
		again, err := link.Parse(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q parses, but its own link %q does not: %v", text, l.String(), err)
		}
	})
}
