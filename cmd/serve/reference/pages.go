package reference

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// since returns a release as the pages name it.
func since(r abi.Release) string {
	if r == abi.Seed {
		return "2014"
	}
	return r.String()
}

// typeBar is a map type in the list by release.
type typeBar struct {
	Info   abi.MapTypeInfo
	Short  string
	Before int // releases without it
	After  int
}

// typesPage is the data of the first page.
type typesPage struct {
	Releases []core.Emulation
	Types    []typeBar
}

func types([]matrix) page {
	p := typesPage{Releases: core.Releases}
	for i, info := range abi.MapTypes[1:] {
		n := 0
		for _, e := range core.Releases {
			if e.Release.Series() < info.Since {
				n++
			}
		}
		p.Types = append(p.Types, typeBar{info, abi.MapType(i + 1).Short(), n, len(core.Releases) - n})
	}
	return page{Path: "", Title: "Map types by release", Name: "types", Data: p}
}

// typePage is the data of the page of a map type.
type typePage struct {
	matrix
	Nr       int
	Releases []core.Emulation
	Facts    []fact
	Checks   []step
}

type fact struct{ Name, Value string }

// step is a check that a call passes.
type step struct {
	Nr    int
	Check *core.Check
}

// keyWords describe the keys of a type.
var keyWords = map[abi.Keys]string{
	abi.KeyIndex: "an index", abi.KeyPrefix: "a prefix length and the bytes of a prefix", abi.KeyOwner: "the owner of the element", abi.KeyNone: "none",
}

func mapTypes(matrices []matrix) (pages []page) {
	for _, m := range matrices {
		info := abi.MapTypes[m.Type]
		keys := keyWords[m.Type.Keys()]
		if keys == "" {
			keys = "any bytes"
		}
		p := typePage{matrix: m, Nr: int(m.Type), Releases: core.Releases}
		p.Facts = []fact{{"since", since(info.Since)}, {"key", keys}}
		if m.Type.PerCPU() {
			p.Facts = append(p.Facts, fact{"value", "one for each possible CPU"})
		}
		if m.Type.Evicts() {
			p.Facts = append(p.Facts, fact{"full", "drops another element"})
		}
		p.Checks = stepsOf(recipeOf(m.Type).made(0))
		pages = append(pages, page{Path: m.Type.Short() + "/", Title: info.Name, Name: "type", Data: p,
			Parts: []part{{"support", "Support"}, {"flags", "Flags"}, {"checks", "Checks"}}})
	}
	return pages
}

// stepsOf returns the checks of the last call on the newest release, in the order of the kernel.
func stepsOf(calls []history.Call) (steps []step) {
	s, err := history.With(core.NewMachine(abi.Newest), calls)
	if err != nil {
		return nil
	}
	defer s.Close()
	for _, e := range s.Trace(len(calls)).Events {
		if e.Kind == core.Checked {
			steps = append(steps, step{len(steps) + 1, e.Check})
		}
	}
	return steps
}

func commands() page {
	var parts []part
	for _, c := range abi.Commands {
		parts = append(parts, part{anchor(c.Name), c.Name})
	}
	return page{Path: "commands/", Title: "Commands", Name: "commands", Data: abi.Commands, Parts: parts}
}

// flagsPage is the data of the page of flags.
type flagsPage struct {
	Map, Elem []abi.Flag
	Types     map[string][]string // by flag: the map types that accept it on the newest release
}

func flags(matrices []matrix) page {
	p := flagsPage{abi.MapFlags, abi.ElemFlags, map[string][]string{}}
	for _, m := range matrices {
		if newest := m.Commands[0].Cells; newest[len(newest)-1].Class != "y" {
			continue
		}
		for _, f := range m.Flags {
			if f.Cells[len(f.Cells)-1].Class == "y" {
				p.Types[f.Name] = append(p.Types[f.Name], m.Type.Short())
			}
		}
	}
	return page{Path: "flags/", Title: "Flags", Name: "flags", Data: p, Parts: []part{{"map", "Flags of maps"}, {"elem", "Flags of elements"}}}
}

// errnoPart is an errno with the checks that return it.
type errnoPart struct {
	Errno  abi.Errno
	Checks []*core.Check
}

func errnos() page {
	at := map[abi.Errno]*errnoPart{}
	var all []*errnoPart
	for _, c := range core.Checks() {
		if at[c.Errno] == nil {
			at[c.Errno] = &errnoPart{Errno: c.Errno}
			all = append(all, at[c.Errno])
		}
		at[c.Errno].Checks = append(at[c.Errno].Checks, c)
	}
	slices.SortFunc(all, func(a, b *errnoPart) int { return strings.Compare(a.Errno.Name(), b.Errno.Name()) })
	var parts []part
	for _, e := range all {
		parts = append(parts, part{anchor(e.Errno.Name()), e.Errno.Name()})
	}
	return page{Path: "errnos/", Title: "Errnos and the checks that return them", Name: "errnos", Data: all, Parts: parts}
}

// funcPart is a kernel function with its checks.
type funcPart struct {
	Func   string
	Checks []*core.Check
}

func checks() page {
	at := map[string]int{}
	var all []funcPart
	for _, c := range core.Checks() {
		i, ok := at[c.Func]
		if !ok {
			i = len(all)
			at[c.Func] = i
			all = append(all, funcPart{Func: c.Func})
		}
		all[i].Checks = append(all[i].Checks, c)
	}
	slices.SortStableFunc(all, func(a, b funcPart) int { return strings.Compare(a.Func, b.Func) })
	return page{Path: "checks/", Title: "Checks by kernel function", Name: "checks", Data: all}
}

// change is something that a release brought.
type change struct {
	Kind, Name, Href string
	since            abi.Release
}

// releasePart is a mainline release with its news.
type releasePart struct {
	Release abi.Release
	Changes []change
}

// releasesPage is the data of the page of releases.
type releasesPage struct {
	Emulated []core.Emulation
	Parts    []releasePart
}

// changesOf lists everything that has a first release.
func changesOf() (all []change) {
	for i, t := range abi.MapTypes[1:] {
		all = append(all, change{"map type", t.Name, "/ref/" + abi.MapType(i+1).Short() + "/", t.Since})
	}
	for _, c := range abi.Commands {
		all = append(all, change{"command", c.Name, "/ref/commands/#" + anchor(c.Name), c.Since})
		for _, f := range c.Fields {
			if f.Since > c.Since {
				all = append(all, change{"field", c.Name + "." + f.Name, "/ref/commands/#" + anchor(c.Name+" "+f.Name), f.Since})
			}
		}
	}
	for _, f := range append(slices.Clone(abi.MapFlags), abi.ElemFlags...) {
		all = append(all, change{"flag", f.Name, "/ref/flags/#" + anchor(f.Name), f.Since})
	}
	for _, t := range abi.ProgTypes[1:] {
		all = append(all, change{"program type", t.Name, "", t.Since})
	}
	for _, h := range helperList() {
		all = append(all, change{"helper", h.Name, "/ref/helpers/#" + anchor(h.Name), h.Since})
	}
	return all
}

func releases() page {
	changes := changesOf()
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(a.since.Series(), b.since.Series()) })
	p := releasesPage{Emulated: core.Releases}
	var parts []part
	for _, c := range changes {
		if n := len(p.Parts); n == 0 || p.Parts[n-1].Release != c.since.Series() {
			p.Parts = append(p.Parts, releasePart{Release: c.since.Series()})
			parts = append(parts, part{since(c.since.Series()), since(c.since.Series())})
		}
		last := &p.Parts[len(p.Parts)-1]
		last.Changes = append(last.Changes, c)
	}
	return page{Path: "releases/", Title: "News by release", Name: "releases", Data: p, Parts: parts}
}

func differences() page {
	return page{Path: "differences/", Title: "Known differences from Linux", Name: "differences", Data: core.Divergences}
}

// entry is a line of the index that the search reads.
type entry struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Href string `json:"href"`
}

// index returns the index of the search as JSON.
func index(pages []page) []byte {
	var all []entry
	for _, c := range changesOf() {
		if c.Href != "" {
			all = append(all, entry{c.Name, c.Kind + ", since " + since(c.since), c.Href})
		}
	}
	for _, p := range pages {
		if p.Name == "errnos" {
			for _, e := range p.Data.([]*errnoPart) {
				all = append(all, entry{e.Errno.Name(), e.Errno.Text() + ", " + strconv.Itoa(len(e.Checks)) + " checks", "/ref/errnos/#" + anchor(e.Errno.Name())})
			}
		}
	}
	for _, c := range core.Checks() {
		all = append(all, entry{c.Func + ": " + c.Must, c.Errno.Name(), "/ref/checks/#" + c.Name})
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic("BUG: " + err.Error()) // strings always marshal
	}
	return b
}
