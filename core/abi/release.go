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

// R returns the release with these numbers.
func R(major, minor, patch uint16) Release {
	return Release(major)<<32 | Release(minor)<<16 | Release(patch)
}

// Series returns the release without its patch number: the series of 6.12.117 is 6.12.
func (r Release) Series() Release { return r &^ 0xffff }

// VersionCode returns LINUX_VERSION_CODE of the release.
func (r Release) VersionCode() uint32 {
	return uint32(r>>32)<<16 | uint32(r>>16&0xffff)<<8 | min(uint32(r&0xffff), 255)
}

// OfVersionCode returns the release of a LINUX_VERSION_CODE.
func OfVersionCode(code uint32) Release {
	return R(uint16(code>>16), uint16(code>>8&0xff), uint16(code&0xff))
}

// String returns the release in the form of uname, without a zero patch number; "seed" for the seed.
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

// Newest is the newest release that can be booted, including all its stable updates.
const Newest = V7_3 + 0xffff

// ParseRelease parses "seed", "6.12" or "6.12.117".
func ParseRelease(text string) (Release, error) {
	if text == "seed" {
		return Seed, nil
	}
	var n [3]uint16
	parts := strings.Split(text, ".")
	bad := fmt.Errorf("invalid release %q: want seed, or a number from 3.18 to 7.3 such as 6.12 or 6.12.117", text)
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
	if r < SinceRelease.Mainline() || r > Newest {
		return 0, bad
	}
	return r, nil
}

// MarshalText implements encoding.TextMarshaler.
func (r Release) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Release) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRelease(string(text))
	return err
}
