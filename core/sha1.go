package core

import (
	"encoding/binary"
	"math/bits"
)

// Follows FIPS 180-4. crypto/sha1 would make app.wasm larger, as crypto/sha256 would.

// sha1Size is the size of a hash in bytes.
const sha1Size = 20

// sha1Sum returns the SHA-1 hash of data.
func sha1Sum(data []byte) (out [sha1Size]byte) {
	h := [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}
	length := uint64(len(data)) * 8
	data = append(append([]byte{}, data...), 0x80)
	for len(data)%64 != 56 {
		data = append(data, 0)
	}
	data = binary.BigEndian.AppendUint64(data, length)
	for ; len(data) > 0; data = data[64:] {
		sha1Mix(&h, data[:64])
	}
	for i, v := range h {
		binary.BigEndian.PutUint32(out[4*i:], v)
	}
	return out
}

func sha1Mix(h *[5]uint32, block []byte) {
	var w [80]uint32
	for i := range w {
		if i < 16 {
			w[i] = binary.BigEndian.Uint32(block[4*i:])
		} else {
			w[i] = bits.RotateLeft32(w[i-3]^w[i-8]^w[i-14]^w[i-16], 1)
		}
	}
	a, b, c, d, e := h[0], h[1], h[2], h[3], h[4]
	for i, v := range w {
		var f, round uint32
		switch i / 20 {
		case 0:
			f, round = b&c|^b&d, 0x5a827999
		case 1:
			f, round = b^c^d, 0x6ed9eba1
		case 2:
			f, round = b&c|b&d|c&d, 0x8f1bbcdc
		case 3:
			f, round = b^c^d, 0xca62c1d6
		}
		a, b, c, d, e = bits.RotateLeft32(a, 5)+f+e+round+v, a, bits.RotateLeft32(b, 30), c, d
	}
	h[0], h[1], h[2], h[3], h[4] = h[0]+a, h[1]+b, h[2]+c, h[3]+d, h[4]+e
}
