package verifier

import (
	"testing"

	"bpfplay/core/abi"
)

// TestHelperTypes compares the types that have a helper with those whose programs may call it, with some attach type.
func TestHelperTypes(t *testing.T) {
	for _, r := range []abi.Release{abi.R(5, 10, 262), abi.R(6, 1, 192), abi.R(7, 3, 4)} {
		for id := range int32(230) {
			types := HelperTypes(id, r)
			for n, typ := range abi.ProgTypes {
				want := false
				for attach := uint32(0); attach < 64 && !want && typ.Since <= r; attach++ {
					v := helperEnv(r, uint32(n))
					v.prog.ExpectedAttach = attach
					want = v.hasHelper(id) && v.helper(id) != nil
				}
				if got := types>>n&1 == 1; got != want {
					t.Errorf("%s: helper %d, program type %s: %t, want %t", r, id, typ.Name, got, want)
				}
			}
		}
	}
}
