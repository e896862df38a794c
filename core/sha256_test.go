package core

import (
	"bytes"
	stdlib "crypto/sha256"
	"testing"
)

func TestSHA256(t *testing.T) {
	for n := range 200 {
		p := bytes.Repeat([]byte{byte(n), 3, 0xfe}, n)
		s := newSHA256()
		s.write(p[:n])
		s.write(p[n:])
		if got, want := s.sum(), stdlib.Sum256(p); got != want {
			t.Fatalf("%d bytes: %x, want %x", len(p), got, want)
		}
	}
}
