package core

import (
	"encoding/binary"
	"math/bits"
)

// Internet checksums as the kernel calculates them on x86-64. Follows arch/x86/lib/csum-partial_64.c.

// csumAdd follows csum_add: it adds with end-around carry.
func csumAdd(a, b uint32) uint32 {
	sum, carry := bits.Add32(a, b, 0)
	return sum + carry
}

// csumSub follows csum_sub.
func csumSub(a, b uint32) uint32 { return csumAdd(a, ^b) }

// csumPartial follows csum_partial: it adds the bytes of b to sum.
func csumPartial(b []byte, sum uint32) uint32 {
	total := uint64(0)
	for ; len(b) >= 4; b = b[4:] {
		total += uint64(binary.LittleEndian.Uint32(b))
	}
	var last [4]byte
	copy(last[:], b)
	total += uint64(binary.LittleEndian.Uint32(last[:]))
	for total>>32 != 0 {
		total = total>>32 + total&(1<<32-1)
	}
	return csumAdd(uint32(total), sum)
}

// csumFrom32to16 follows csum_from32to16.
func csumFrom32to16(sum uint32) uint16 {
	sum = sum>>16 + sum&0xffff
	return uint16(sum>>16 + sum)
}

// csumFold follows csum_fold: it returns the checksum for a header.
func csumFold(sum uint32) uint16 { return ^csumFrom32to16(sum) }

// csumBlock returns the checksum of a block at an offset: at an odd one, its bytes swap places.
func csumBlock(sum uint32, off int) uint32 {
	if off&1 != 0 {
		return bits.RotateLeft32(sum, 8)
	}
	return sum
}

// csumReplace4 follows csum_replace4 on a checksum field.
func csumReplace4(field []byte, from, to uint32) {
	sum := csumSub(^uint32(binary.LittleEndian.Uint16(field)), from)
	binary.LittleEndian.PutUint16(field, csumFold(csumAdd(sum, to)))
}

// csumReplaceByDiff follows csum_replace_by_diff.
func csumReplaceByDiff(field []byte, diff uint32) {
	binary.LittleEndian.PutUint16(field, csumFold(csumAdd(diff, ^uint32(binary.LittleEndian.Uint16(field)))))
}

// csumReplace2 follows csum_replace2 on a checksum field, with 16-bit arithmetic.
func csumReplace2(field []byte, from, to uint16) {
	sum := csum16Add(csum16Add(^binary.LittleEndian.Uint16(field), ^from), to)
	binary.LittleEndian.PutUint16(field, ^sum)
}

// csum16Add follows csum16_add: it adds with end-around carry.
func csum16Add(a, b uint16) uint16 {
	sum := uint32(a) + uint32(b)
	return uint16(sum) + uint16(sum>>16)
}
