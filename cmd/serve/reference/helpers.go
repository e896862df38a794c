package reference

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/verifier"
)

// helper is a helper function of programs.
type helper struct {
	Nr      int
	Name    string
	Since   abi.Release
	Callers []callers
}

// callers are the program types that may call a helper from a release on.
type callers struct {
	Since abi.Release
	All   bool // every program type of the release may call it
	Types []string
	Lost  []string // may no longer call it
}

// sinceVerified is the first release whose table of helpers the verifier has.
var sinceVerified = abi.V5_10

// helpersPage is the data of the page of helpers.
type helpersPage struct {
	Helpers  []helper
	Unjudged []string // program types whose helpers the verifier does not know
}

func helpers() page {
	judged := uint64(0)
	for _, types := range judgedTypes() {
		judged |= types
	}
	return page{Path: "helpers/", Title: "Helper functions", Name: "helpers", Data: helpersPage{helperList(), typeNames((1<<len(abi.ProgTypes) - 2) &^ judged)}}
}

func helperList() (all []helper) {
	judged := judgedTypes()
	for nr := int32(1); ; nr++ {
		name, since := insn.HelperName(nr)
		if name == "" {
			return all
		}
		all = append(all, helper{int(nr), name, since, callersOf(nr, judged)})
	}
}

// verified returns the releases whose tables of helpers the verifier has.
func verified() (all []abi.Release) {
	for _, e := range core.Releases {
		if e.Release >= sinceVerified {
			all = append(all, e.Release)
		}
	}
	return all
}

// judgedTypes returns, by release, the program types that have any helper: the verifier declines programs of the others.
func judgedTypes() map[abi.Release]uint64 {
	judged := map[abi.Release]uint64{}
	for _, r := range verified() {
		for nr := int32(1); ; nr++ {
			if name, _ := insn.HelperName(nr); name == "" {
				break
			}
			judged[r] |= verifier.HelperTypes(nr, r)
		}
	}
	return judged
}

// callersOf asks the verifier which program types have a helper, release by release.
func callersOf(nr int32, judged map[abi.Release]uint64) (all []callers) {
	was, every := uint64(0), false
	for _, r := range verified() {
		now := verifier.HelperTypes(nr, r)
		isEvery := now == judged[r]
		if now != was && !(every && isEvery) {
			all = append(all, callers{Since: r.Series(), All: isEvery, Types: typeNames(now &^ was), Lost: typeNames(was &^ now)})
		}
		was, every = now, isEvery
	}
	return all
}

// typeNames returns the short names of a set of program types.
func typeNames(types uint64) (names []string) {
	for t := range abi.ProgTypes {
		if types>>t&1 != 0 {
			names = append(names, abi.ProgType(t).Short())
		}
	}
	return names
}
