package core

import (
	"encoding/binary"
	"math/bits"
)

// Follows FIPS 180-4. crypto/sha256 would make the compressed app.wasm 19 kB larger, because it imports the FIPS module.

// sha256Size is the size of a hash in bytes.
const sha256Size = 32

// sha256Start and sha256Round are the first 32 fractional bits of the square roots of the first 8 primes and of
// the cube roots of the first 64.
var (
	sha256Start = [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}
	sha256Round = [64]uint32{
		0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
		0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
		0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
		0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
		0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
		0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
		0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
		0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
	}
)

// sha256 hashes data that is written in pieces.
type sha256 struct {
	h     [8]uint32
	block [64]byte
	n     uint64 // bytes so far
}

// SHA256 returns the hash of text.
func SHA256(text string) [sha256Size]byte {
	s := newSHA256()
	s.write([]byte(text))
	return s.sum()
}

func newSHA256() *sha256 { return &sha256{h: sha256Start} }

func (s *sha256) write(p []byte) {
	for len(p) > 0 {
		n := copy(s.block[s.n%64:], p)
		p, s.n = p[n:], s.n+uint64(n)
		if s.n%64 == 0 {
			s.mix()
		}
	}
}

// sum ends the message with a 1 bit, zeroes and its length in bits.
func (s *sha256) sum() (out [sha256Size]byte) {
	length := s.n * 8
	s.write([]byte{0x80})
	for s.n%64 != 56 {
		s.write([]byte{0})
	}
	s.write(binary.BigEndian.AppendUint64(nil, length))
	for i, v := range s.h {
		binary.BigEndian.PutUint32(out[4*i:], v)
	}
	return out
}

func (s *sha256) mix() {
	var w [64]uint32
	for i := range w {
		if i < 16 {
			w[i] = binary.BigEndian.Uint32(s.block[4*i:])
			continue
		}
		a, b := w[i-15], w[i-2]
		a = bits.RotateLeft32(a, -7) ^ bits.RotateLeft32(a, -18) ^ a>>3
		b = bits.RotateLeft32(b, -17) ^ bits.RotateLeft32(b, -19) ^ b>>10
		w[i] = w[i-16] + a + w[i-7] + b
	}
	h := s.h
	for i, v := range w {
		e, a := h[4], h[0]
		t1 := h[7] + (bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)) +
			(e&h[5] ^ ^e&h[6]) + sha256Round[i] + v
		t2 := (bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)) +
			(a&h[1] ^ a&h[2] ^ h[1]&h[2])
		h = [8]uint32{t1 + t2, h[0], h[1], h[2], h[3] + t1, h[4], h[5], h[6]}
	}
	for i := range s.h {
		s.h[i] += h[i]
	}
}
