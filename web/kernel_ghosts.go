package web

import (
	"slices"

	"bpfplay/core"
)

// ghostAdders put back into a copy of a view what an event of a kind has just taken out of it.
var ghostAdders = map[core.EventKind]func(l picLit, v *core.View){
	core.FDCleared:   picLit.addDescriptor,
	core.FDInstalled: picLit.addFile,
	core.FileShared:  picLit.addFile,
	core.FileDropped: picLit.addFile,
	core.Released:    picLit.addFile,
	core.Unpinned: func(l picLit, v *core.View) {
		v.Pins = append(slices.Clone(v.Pins), core.PinView{Map: l.Map})
	},
	core.GraceEnded: func(l picLit, v *core.View) {
		v.Work.Waiting = append([]int{l.Map}, v.Work.Waiting...)
	},
	core.Freed: func(l picLit, v *core.View) {
		v.Maps = placed(v.Maps, core.MapView{Nr: l.Map, State: core.MapFreed}, func(m core.MapView) int { return m.Nr })
	},
}

// withGhosts adds to a view what the event has just taken out of it, so that the eye can see it go: a descriptor that
// was cleared, a file without descriptors (its Count is 0), a pin (it has no Path), a map whose wait is over, first
// among those that wait, and one that was freed (its State is MapFreed).
func (l picLit) withGhosts(v *core.View) *core.View {
	seen := *v
	if add := ghostAdders[l.Kind]; add != nil && l.parts != 0 {
		add(l, &seen)
	}
	return &seen
}

func (l picLit) addDescriptor(v *core.View) {
	if l.File == 0 {
		return
	}
	v.Tasks = slices.Clone(v.Tasks)
	for i := range v.Tasks {
		if t := &v.Tasks[i]; t.Nr == l.Task {
			t.FDs = placed(t.FDs, core.FDView{FD: l.FD, File: l.File}, func(d core.FDView) int { return d.FD })
		}
	}
	l.addFile(v)
}

func (l picLit) addFile(v *core.View) {
	if l.Map != 0 {
		v.Files = placed(v.Files, core.FileView{Nr: l.File, Map: l.Map, Mode: modeUnknown}, func(f core.FileView) int { return f.Nr })
	}
}

// placed is list with one more in its place by number; a list that has that number stays as it is.
func placed[T any](list []T, one T, number func(T) int) []T {
	at, found := slices.BinarySearchFunc(list, one, func(a, b T) int { return number(a) - number(b) })
	if found {
		return list
	}
	return slices.Insert(slices.Clone(list), at, one)
}
