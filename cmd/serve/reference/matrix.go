package reference

import (
	"fmt"
	"html/template"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// question is a row of a matrix: a name, and the calls whose last one is asked about.
type question struct {
	name  string
	calls func(r recipe) []history.Call
	ends  bool // ENOENT reports the end of the map, after the elements were copied
}

func (r recipe) element(cmd abi.Cmd, f fields, writes ...core.Write) history.Call {
	f[&abi.ElemMapFD] = r.fd
	f[&abi.ElemKey] = keyAt
	if len(r.key) == 0 {
		f[&abi.ElemKey] = 0
	} else {
		writes = append(writes, core.Write{Addr: keyAt, Bytes: r.key})
	}
	return bpf(cmd, 24, f, writes...)
}

func (r recipe) update() history.Call {
	return r.element(abi.BPF_MAP_UPDATE_ELEM, fields{&abi.ElemValue: valueAt}, core.Write{Addr: valueAt, Bytes: r.value})
}

// batch returns a batch command for one element.
func (r recipe) batch(cmd abi.Cmd) history.Call {
	f := fields{&abi.BatchKeys: keysAt, &abi.BatchVals: valuesAt, &abi.BatchCount: 1, &abi.BatchMapFD: r.fd}
	writes := []core.Write{{Addr: keysAt, Bytes: r.key}, {Addr: valuesAt, Bytes: r.value}}
	if cmd == abi.BPF_MAP_LOOKUP_BATCH || cmd == abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH {
		f[&abi.OutBatch] = batchAt
		f[&abi.BatchCount] = 16
		writes = nil
	}
	return bpf(cmd, 56, f, writes...)
}

// with returns a function that makes the map, optionally an element, and then a call.
func with(element bool, call func(recipe) history.Call) func(recipe) []history.Call {
	return func(r recipe) []history.Call {
		calls := r.made(0)
		if element {
			calls = append(calls, r.update())
		}
		return append(calls, call(r))
	}
}

var path = core.Write{Addr: outAt, Bytes: []byte("/sys/fs/bpf/map\x00")}

func pin(r recipe) history.Call {
	return bpf(abi.BPF_OBJ_PIN, 12, fields{&abi.Pathname: outAt, &abi.ObjFD: r.fd}, path)
}

// questions are the calls of a matrix about a map type.
var questions = []question{
	{"BPF_MAP_CREATE", func(r recipe) []history.Call { return r.made(0) }, false},
	{"BPF_MAP_UPDATE_ELEM", with(false, recipe.update), false},
	{"BPF_MAP_LOOKUP_ELEM", with(true, func(r recipe) history.Call {
		// A bloom filter reads the value that the others write.
		return r.element(abi.BPF_MAP_LOOKUP_ELEM, fields{&abi.ElemValueOut: valueAt}, core.Write{Addr: valueAt, Bytes: r.value})
	}), false},
	{"BPF_MAP_DELETE_ELEM", with(true, func(r recipe) history.Call { return r.element(abi.BPF_MAP_DELETE_ELEM, fields{}) }), false},
	{"BPF_MAP_GET_NEXT_KEY", with(true, func(r recipe) history.Call {
		// GET_NEXT_KEY passes NULL for the first key of a trie, because older releases refuse a key that is not in it.
		if r.key = otherKey(r.key); abi.MapType(r.create[&abi.MapTypeField]).Keys() == abi.KeyPrefix {
			r.key = nil
		}
		return r.element(abi.BPF_MAP_GET_NEXT_KEY, fields{&abi.ElemNextKey: outAt})
	}), false},
	{"BPF_MAP_LOOKUP_AND_DELETE_ELEM", with(true, func(r recipe) history.Call {
		return r.element(abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM, fields{&abi.ElemValueOut: outAt})
	}), false},
	{"BPF_MAP_LOOKUP_BATCH", with(true, func(r recipe) history.Call { return r.batch(abi.BPF_MAP_LOOKUP_BATCH) }), true},
	{"BPF_MAP_LOOKUP_AND_DELETE_BATCH", with(true, func(r recipe) history.Call { return r.batch(abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH) }), true},
	{"BPF_MAP_UPDATE_BATCH", with(false, func(r recipe) history.Call { return r.batch(abi.BPF_MAP_UPDATE_BATCH) }), false},
	{"BPF_MAP_DELETE_BATCH", with(true, func(r recipe) history.Call { return r.batch(abi.BPF_MAP_DELETE_BATCH) }), false},
	{"BPF_MAP_FREEZE", with(false, func(r recipe) history.Call { return bpf(abi.BPF_MAP_FREEZE, 4, fields{&abi.ElemMapFD: r.fd}) }), false},
	{"BPF_OBJ_PIN", with(false, pin), false},
	{"BPF_OBJ_GET_INFO_BY_FD", with(false, func(r recipe) history.Call {
		return bpf(abi.BPF_OBJ_GET_INFO_BY_FD, 16, fields{&abi.InfoFD: r.fd, &abi.InfoLen: 80, &abi.InfoPointer: outAt})
	}), false},
}

// otherKey returns a key that the map does not have.
func otherKey(key []byte) []byte {
	other := slices.Clone(key)
	if len(other) > 0 {
		other[len(other)/2] = 9
	}
	return other
}

// matrix has the results of each call about a map type on each release.
type matrix struct {
	Type     abi.MapType
	Commands []row
	Flags    []row
	Example  string
	Reasons  []reason
}

// row is one line of a matrix.
type row struct {
	Name, ID string
	Cells    []cell
}

// Cell is a run of releases with the same result and reason.
type cell struct {
	Class  string // y: works, n: the release lacks it, e: refused
	Span   int
	Text   string
	Why    string
	Href   template.URL
	Since  string // the mainline release that brought the result, as far as the core tells
	Reason int    // index of the reason in the matrix, from 1; 0 if the call works
	Letter string // of the reason
}

// ask fills the matrices of all map types.
func ask() []matrix {
	all := make([]matrix, len(abi.MapTypes))
	var work sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := range next {
				all[i] = matrixOf(abi.MapType(i))
			}
		})
	}
	for i := 1; i < len(all); i++ {
		next <- i
	}
	close(next)
	work.Wait()
	return all[1:]
}

func matrixOf(t abi.MapType) matrix {
	r := recipeOf(t)
	m := matrix{Type: t, Example: r.example}
	typeSince := abi.MapTypes[t].Since
	for _, q := range questions {
		has := typeSince
		if c, ok := abi.CmdNamed(q.name); ok {
			has = max(has, abi.Commands[c].Since)
		}
		m.Commands = append(m.Commands, row{Name: q.name, ID: anchor(q.name), Cells: cells(q, r, has)})
	}
	for _, f := range abi.MapFlags {
		q := question{f.Name, func(r recipe) []history.Call { return r.made(f.Bit) }, false}
		m.Flags = append(m.Flags, row{Name: f.Name, ID: anchor(f.Name), Cells: cells(q, r, max(typeSince, f.Since))})
	}
	m.list()
	return m
}

// reason is why a call fails, with the letter that its cells show. Cells of releases that lack the call show no letter.
type reason struct{ Letter, Text, Why string }

// list gathers the reasons of all cells, so that the page has each of them once.
func (m *matrix) list() {
	at, letters := map[reason]int{}, 0
	for _, rows := range [][]row{m.Commands, m.Flags} {
		for _, r := range rows {
			for i := range r.Cells {
				c := &r.Cells[i]
				if c.Class == "y" {
					continue
				}
				key := reason{c.Class, c.Text, c.Why}
				if at[key] == 0 {
					found := reason{Text: c.Text, Why: c.Why}
					if c.Class == "e" {
						found.Letter = letterOf(letters)
						letters++
					}
					m.Reasons = append(m.Reasons, found)
					at[key] = len(m.Reasons)
				}
				c.Reason = at[key]
				c.Letter = m.Reasons[c.Reason-1].Letter
			}
		}
	}
}

// letterOf returns A, B, … Z, A1, B1, …
func letterOf(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return string(rune('A'+i%26)) + strconv.Itoa(i/26)
}

// cells asks each release for the result of the last call, and joins equal neighbours.
func cells(q question, r recipe, has abi.Release) (joined []cell) {
	calls := q.calls(r)
	s, err := history.With(core.NewMachine(abi.Newest), calls)
	if err != nil {
		panic(fmt.Sprintf("BUG: the calls of the reference cannot be made: %v", err))
	}
	defer s.Close()
	for i, e := range core.Releases {
		c := q.cell(s.ResultOn(e.Release, len(calls)), e.Release.Series() < has.Series())
		if last := len(joined) - 1; last >= 0 && joined[last].sameAs(c) {
			joined[last].Span++
			continue
		}
		if i > 0 {
			c.Since = since(q.first(s, len(calls), core.Releases[i-1].Release, e.Release, c))
		}
		c.Href = open(e.Release, calls)
		joined = append(joined, c)
	}
	return joined
}

// sameAs reports whether two neighbours are one cell. If the releases lack the call, their reasons do not matter.
func (c cell) sameAs(d cell) bool {
	return c.Class == d.Class && c.Text == d.Text && (c.Why == d.Why || c.Class == "n")
}

// first returns the first mainline release after one release, up to another, that has the result of c.
func (q question) first(s *history.Session, n int, after, upTo abi.Release, c cell) abi.Release {
	lo, _ := slices.BinarySearch(mainline, after.Series()+1)
	hi, _ := slices.BinarySearch(mainline, upTo.Series())
	for lo < hi {
		mid := (lo + hi) / 2
		if m := q.cell(s.ResultOn(mainline[mid], n), false); m.sameAs(c) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return mainline[hi]
}

// mainline lists the first version of each series.
var mainline = series()

func series() (all []abi.Release) {
	for _, s := range []struct{ major, first, last uint16 }{{3, 18, 19}, {4, 0, 20}, {5, 0, 19}, {6, 0, 19}, {7, 0, 3}} {
		for minor := s.first; minor <= s.last; minor++ {
			all = append(all, abi.R(s.major, minor, 0))
		}
	}
	return all
}

func (q question) cell(r history.Result, lacks bool) cell {
	c := cell{Span: 1}
	switch {
	case !r.Reached:
		c.Class, c.Text, c.Why = "n", "–", "The calls before it cannot be made on this release."
	case r.Value == core.NotEmulated:
		c.Class, c.Text, c.Why = "q", "?", "bpfplay does not emulate this call."
	case r.Value >= 0, q.ends && r.Value == -int64(abi.ENOENT):
		c.Class, c.Text = "y", "✓"
	default:
		c.Class, c.Text = "e", "✗ "+abi.Errno(-r.Value).Name()
		if r.Check != nil {
			c.Why = r.Check.Explain(r.A, r.B)
		}
		if lacks {
			c.Class = "n"
		}
	}
	return c
}

// open returns the address of the page with the calls on a release.
func open(r abi.Release, calls []history.Call) template.URL {
	m := core.NewMachine(r)
	return template.URL("/#" + link.Link{Machine: m, Calls: calls, At: history.Step{Call: len(calls), Event: -1}}.Readable())
}

// anchor returns the fragment of a name.
func anchor(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "BPF_")), " ", "-")
}
