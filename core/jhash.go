package core

import (
	"encoding/binary"
	"math/bits"
)

// Follows include/linux/jhash.h: Bob Jenkins's lookup3, with words in the order of a little-endian machine.

const jhashInitval = 0xdeadbeef // JHASH_INITVAL

// jhash hashes a key from an initial value. The kernel's jhash2, for keys of whole words, returns the same hash.
func jhash(key []byte, initval uint32) uint32 {
	a := jhashInitval + uint32(len(key)) + initval
	b, c := a, a
	switch len(key) { // the most common lengths
	case 4:
		return jhashFinal(a+binary.LittleEndian.Uint32(key), b, c)
	case 8:
		return jhashFinal(a+binary.LittleEndian.Uint32(key), b+binary.LittleEndian.Uint32(key[4:]), c)
	}
	for ; len(key) > 12; key = key[12:] {
		a += binary.LittleEndian.Uint32(key)
		b += binary.LittleEndian.Uint32(key[4:])
		c += binary.LittleEndian.Uint32(key[8:])
		a, b, c = jhashMix(a, b, c)
	}
	if len(key) == 0 {
		return c
	}
	a += littleWord(key, 0)
	b += littleWord(key, 4)
	c += littleWord(key, 8)
	return jhashFinal(a, b, c)
}

// littleWord is the word at byte i of a tail that may end before or within it.
func littleWord(tail []byte, i int) uint32 {
	if len(tail) >= i+4 {
		return binary.LittleEndian.Uint32(tail[i:])
	}
	var v uint32
	for j := len(tail) - 1; j >= i; j-- {
		v = v<<8 | uint32(tail[j])
	}
	return v
}

func jhashMix(a, b, c uint32) (uint32, uint32, uint32) {
	a = (a - c) ^ bits.RotateLeft32(c, 4)
	c += b
	b = (b - a) ^ bits.RotateLeft32(a, 6)
	a += c
	c = (c - b) ^ bits.RotateLeft32(b, 8)
	b += a
	a = (a - c) ^ bits.RotateLeft32(c, 16)
	c += b
	b = (b - a) ^ bits.RotateLeft32(a, 19)
	a += c
	c = (c - b) ^ bits.RotateLeft32(b, 4)
	b += a
	return a, b, c
}

func jhashFinal(a, b, c uint32) uint32 {
	c = (c ^ b) - bits.RotateLeft32(b, 14)
	a = (a ^ c) - bits.RotateLeft32(c, 11)
	b = (b ^ a) - bits.RotateLeft32(a, 25)
	c = (c ^ b) - bits.RotateLeft32(b, 16)
	a = (a ^ c) - bits.RotateLeft32(c, 4)
	b = (b ^ a) - bits.RotateLeft32(a, 14)
	c = (c ^ b) - bits.RotateLeft32(b, 24)
	return c
}
