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
	{abi.R(3, 18, 63), "3.18, Dec 2014", Recorded, "3.18.63 as released"},
	{abi.R(3, 19, 0), "3.19, Feb 2015", Recorded, "3.19.0 as released"},
	{abi.R(4, 4, 0), "4.4, Jan 2016", Recorded, "4.4.0 as released"},
	{abi.R(4, 9, 0), "4.9, Dec 2016", Recorded, "4.9.0 as released"},
	{abi.R(4, 14, 5), "4.14, Nov 2017", Recorded, "4.14.5 as released"},
	{abi.R(4, 19, 40), "4.19, Oct 2018", Recorded, "4.19.40 as released"},
	{abi.R(5, 4, 59), "5.4, Nov 2019", Recorded, "5.4.59 as released"},
	{abi.R(5, 10, 262), "5.10, Dec 2020", Recorded, "Debian's 5.10.262-1"},
	{abi.R(5, 15, 0), "5.15, Oct 2021", Recorded, "5.15.0 as released"},
	{abi.R(6, 1, 192), "6.1, Dec 2022", Recorded, "Debian's 6.1.192-2"},
	{abi.R(6, 6, 0), "6.6, Oct 2023", Recorded, "6.6.0 as released"},
	{abi.R(6, 12, 117), "6.12, Nov 2024", Recorded, "Debian's 6.12.117-1"},
	{abi.R(6, 18, 15), "6.18, Nov 2025", Recorded, "Debian's 6.18.15-1~bpo13+1"},
	{abi.R(7, 3, 4), "7.3, 2026", Recorded, "Debian's 7.3.4-1~bpo13+1"},
}

// Emulated says whether a kernel of this release can be booted.
func Emulated(r abi.Release) bool { return r <= abi.Newest }
