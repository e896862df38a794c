package core

import "bpfplay/core/abi"

// Evidence is the basis for the emulation of a release.
type Evidence string

const (
	Recorded   Evidence = "recorded"    // the core agrees with a recording of the release
	FromSource Evidence = "from source" // the source was read; the release was not run
)

// Emulation is one release that the user can choose.
type Emulation struct {
	Release  abi.Release `json:"release"`
	Name     string      `json:"name"` // "seed", "6.12"
	Date     string      `json:"date"` // when the first version was released
	Evidence Evidence    `json:"evidence"`
	Of       string      `json:"of"` // the subject of the evidence
}

// Releases are the releases that the user can choose, oldest first. Each has the version of its recording.
var Releases = []Emulation{
	{abi.Seed, "seed", "Sep 2014", Recorded, "the C code of commit 99c55f7d47c0 itself, which made bpf() and its maps"},
	{abi.V3_18 + 63, "3.18", "Dec 2014", Recorded, "Linux 3.18.63: bpf() with element commands, and no map type yet"},
	{abi.V3_19, "3.19", "Feb 2015", Recorded, "Linux 3.19.0: hash and array"},
	{abi.V4_4, "4.4", "Jan 2016", Recorded, "Linux 4.4.0: pins, unprivileged users, locked memory"},
	{abi.V4_9, "4.9", "Dec 2016", Recorded, "Linux 4.9.0: per-cpu maps, preallocation, stack traces"},
	{abi.V4_14 + 5, "4.14", "Nov 2017", Recorded, "Linux 4.14.5: ids, LRU, tries, maps in maps"},
	{abi.V4_19 + 40, "4.19", "Oct 2018", Recorded, "Linux 4.19.40: names, BTF, seeded hashes"},
	{abi.V5_4 + 59, "5.4", "Nov 2019", Recorded, "Linux 5.4.59: queues and stacks, freezing, program flags"},
	{abi.V5_10 + 262, "5.10", "Dec 2020", Recorded, "Debian's 5.10.262: batches, CAP_BPF, ring buffers"},
	{abi.V5_15, "5.15", "Oct 2021", Recorded, "Linux 5.15.0: memory cgroups in place of RLIMIT_MEMLOCK"},
	{abi.V6_1 + 192, "6.1", "Dec 2022", Recorded, "Debian's 6.1.192: bloom filters, user ring buffers"},
	{abi.V6_6, "6.6", "Oct 2023", Recorded, "Linux 6.6.0: one table of capabilities by type"},
	{abi.V6_12 + 117, "6.12", "Nov 2024", Recorded, "Debian's 6.12.117: tokens, arenas"},
	{abi.V6_18 + 15, "6.18", "Nov 2025", Recorded, "Debian's 6.18.15: exclusive maps"},
	{abi.V7_3 + 4, "7.3", "2026", Recorded, "Debian's 7.3.4: common attrs, resizable hashes, per-cpu flags"},
}

// Named returns the recorded version of a release without a patch number: 6.12 becomes 6.12.117. Any other release is
// returned unchanged.
func Named(r abi.Release) abi.Release {
	for _, e := range Releases {
		if r == r.Series() && e.Release.Series() == r {
			return e.Release
		}
	}
	return r
}

// EvidenceOf returns the basis for the emulation of a release.
func EvidenceOf(r abi.Release) Emulation {
	for _, e := range Releases {
		if e.Release == r {
			return e
		}
	}
	return Emulation{r, r.String(), "", FromSource, "read in the sources of this release and its neighbours, not run"}
}

// Emulated reports whether a kernel of this release can be booted.
func Emulated(r abi.Release) bool { return r <= abi.Newest }
