package core

import (
	"slices"

	"bpfplay/core/verifier"
)

// Verdict is the result of a costly verification. A kernel that makes the same call in the same state again takes it instead
// of verifying the program again.
type Verdict struct {
	res  verifier.Result
	maps []int // the numbers of the used maps
}

// costlyInsns is the number of instructions from which a verification is costly. It takes about a hundredth of a second.
const costlyInsns = 16384

// TakeVerdict returns the verdict of the last call, and forgets it. It is nil unless the call verified a program and that was
// costly.
func (k *Kernel) TakeVerdict() *Verdict {
	v := k.verdict
	k.verdict = nil
	return v
}

// Expect makes the next call that loads a program take v as its verdict; nil makes it verify the program.
func (k *Kernel) Expect(v *Verdict) { k.expected = v }

// verify verifies the program of the call, or takes the expected verdict.
func (k *Kernel) verify(c *bpfCall, digest [sha256Size]byte) (res verifier.Result) {
	v := k.expected
	k.expected = nil
	if v == nil {
		if res = verifier.Verify(k.toVerify(c, digest)); res.Verified >= costlyInsns {
			v = &Verdict{res: res}
			for _, m := range res.UsedMaps {
				v.maps = append(v.maps, m.Ref.(*Map).Nr)
			}
			k.verdict = v
		}
		return res
	}
	res = v.res
	res.UsedMaps = slices.Clone(res.UsedMaps)
	for i, nr := range v.maps {
		m := *res.UsedMaps[i]
		m.Ref = k.mapNr(nr)
		res.UsedMaps[i] = &m
	}
	return res
}
