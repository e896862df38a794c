package picture

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/table"
)

// A ghost is an object that the event has just removed. It is drawn for this one event, so that the user sees it go.
// A file without descriptors (Count 0), a pin without a Path, and a map or program of State
// core.ObjectFreed are ghosts.

// modeUnknown is the Mode of a file's ghost.
const modeUnknown = -1

// ghostAdders add the object that an event of a kind removed to a copy of the view.
var ghostAdders = table.Indexed[core.EventKind, func(h highlight, v *core.View)]{
	core.FDCleared:   highlight.addDescriptor,
	core.FDInstalled: highlight.addFile,
	core.FileShared:  highlight.addFile,
	core.FileDropped: highlight.addFile,
	core.Released:    highlight.addFile,
	core.Unpinned: func(h highlight, v *core.View) {
		v.Pins = append(slices.Clone(v.Pins), core.PinView{Map: h.Map, Prog: h.Prog, Link: h.link(v)})
	},
	core.GraceEnded: func(h highlight, v *core.View) {
		switch {
		case h.link(v) != 0:
			v.Work.WaitingLinks = append([]int{h.link(v)}, v.Work.WaitingLinks...)
			return
		case h.Prog != 0:
			v.Work.WaitingProgs = append([]int{h.Prog}, v.Work.WaitingProgs...)
			return
		}
		v.Work.Waiting = append([]int{h.Map}, v.Work.Waiting...)
	},
	core.Freed: func(h highlight, v *core.View) {
		switch {
		case h.Prog != 0:
			v.Progs = insert(v.Progs, core.ProgView{Nr: h.Prog, State: core.ObjectFreed}, func(p core.ProgView) int { return p.Nr })
			return
		case h.Map == 0:
			return // a BTF object, which is not drawn
		}
		v.Maps = insert(v.Maps, core.MapView{Nr: h.Map, State: core.ObjectFreed}, func(m core.MapView) int { return m.Nr })
	},
}

// withGhosts returns a copy of the view with the object that the event has just removed. A map or program whose grace
// period has just ended is the first of those that wait.
func (h highlight) withGhosts(v *core.View) *core.View {
	seen := *v
	if add := ghostAdders.At(h.Kind); add != nil && h.parts != 0 {
		add(h, &seen)
	}
	return &seen
}

func (h highlight) addDescriptor(v *core.View) {
	if h.File == 0 {
		return
	}
	v.Tasks = slices.Clone(v.Tasks)
	for i := range v.Tasks {
		if t := &v.Tasks[i]; t.Nr == h.Task {
			t.FDs = insert(t.FDs, core.FDView{FD: h.FD, File: h.File}, func(d core.FDView) int { return d.FD })
		}
	}
	h.addFile(v)
}

// link returns the number of the event's link; 0 for none.
func (h highlight) link(v *core.View) int {
	for _, o := range v.Objects {
		if o.Name == h.objectName() {
			return o.Link
		}
	}
	return 0
}

func (h highlight) addFile(v *core.View) {
	if h.Map != 0 || h.Prog != 0 || h.Object != nil {
		v.Files = insert(v.Files, core.FileView{Nr: h.File, Map: h.Map, Prog: h.Prog, Object: h.objectName(), Mode: modeUnknown}, func(f core.FileView) int { return f.Nr })
	}
}

// insert returns list with one more element, ordered by number. It returns list itself if it has that number.
func insert[T any](list []T, one T, number func(T) int) []T {
	at, found := slices.BinarySearchFunc(list, one, func(a, b T) int { return number(a) - number(b) })
	if found {
		return list
	}
	return slices.Insert(slices.Clone(list), at, one)
}
