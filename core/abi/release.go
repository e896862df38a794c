package abi

import (
	"fmt"
	"strconv"
	"strings"
)

// Release is a kernel release, ordered by age: major<<32 | minor<<16 | patch.
// The zero value is the seed.
type Release uint64

// Seed is commit 99c55f7d47c0, "bpf: introduce BPF syscall and maps" (September 2014).
const Seed Release = 0

// R makes a release of its numbers.
func R(major, minor, patch uint16) Release {
	return Release(major)<<32 | Release(minor)<<16 | Release(patch)
}

// Series is the release without its patch number: 6.12.117 is of series 6.12.
func (r Release) Series() Release { return r &^ 0xffff }

// String is the release as uname prints it, without a zero patch number; "seed" for the seed.
func (r Release) String() string {
	if r == Seed {
		return "seed"
	}
	s := fmt.Sprintf("%d.%d", r>>32, r>>16&0xffff)
	if patch := r & 0xffff; patch != 0 {
		s += fmt.Sprintf(".%d", patch)
	}
	return s
}

// Newest is the newest release that can be booted, with every stable update of it.
var Newest = R(7, 3, 0xffff)

// ParseRelease reads "seed", "6.12" or "6.12.117". The error names the text and what would be right.
func ParseRelease(text string) (Release, error) {
	if text == "seed" {
		return Seed, nil
	}
	var n [3]uint16
	parts := strings.Split(text, ".")
	bad := fmt.Errorf("there is no release %q: seed, or a number from 3.18 to 7.3 such as 6.12 or 6.12.117, would be right", text)
	if len(parts) < 2 || len(parts) > 3 {
		return 0, bad
	}
	for i, p := range parts {
		v, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return 0, bad
		}
		n[i] = uint16(v)
	}
	r := R(n[0], n[1], n[2])
	if r < SinceRelease.Mainline || r > Newest {
		return 0, bad
	}
	return r, nil
}

// MarshalText gives String, so that a release is a plain name in JSON.
func (r Release) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is ParseRelease.
func (r *Release) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRelease(string(text))
	return err
}
