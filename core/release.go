package core

import "bpfplay/core/abi"

// Evidence says why a release is believed to answer so.
type Evidence string

const (
	Recorded   Evidence = "recorded"    // there is a recording of it, and the core agrees with it
	FromSource Evidence = "from source" // its source was read, but it was not run
)

// Emulation is one release that can be chosen.
type Emulation struct {
	Release  abi.Release `json:"release"`
	Title    string      `json:"title"` // for a person
	Evidence Evidence    `json:"evidence"`
	Of       string      `json:"of"` // what the evidence is of
}

// Releases are the releases that can be chosen, oldest first.
var Releases = []Emulation{
	{abi.Seed, "the seed, Sep 2014", Recorded, "the C code of commit 99c55f7d47c0 itself"},
}

// Emulated says whether a kernel of this release can be booted.
func Emulated(r abi.Release) bool { return r <= abi.Newest }
