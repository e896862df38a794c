package core

import (
	"fmt"

	"bpfplay/core/abi"
)

// Kernel state for external tests.

// held counts the references found for a map.
type held struct{ refs, urefs int64 }

// Miscounted counts the references to every map and describes the first wrong reference count, or a free descriptor
// below the start of the search. It returns "" if all counts are right.
func Miscounted(k *Kernel) string {
	found := map[*Map]*held{}
	for _, m := range k.maps {
		found[m] = &held{}
	}
	byName := func(m *Map) { found[m].refs++; found[m].urefs++ }
	seen := map[*File]bool{}
	files := map[*File]int{}
	for _, t := range k.tasks {
		if t == nil {
			continue
		}
		for fd := range t.Files.next {
			if t.Files.File(fd) == nil {
				return fmt.Sprintf("the search for a free descriptor of task %d passes over %d, which is free", t.Nr, fd)
			}
		}
		for _, d := range t.Files.all() {
			files[d.file]++
			if f := d.file; f.Map != nil && !seen[f] {
				seen[f] = true
				if found[f.Map] == nil {
					return "a descriptor leads to a map that was freed"
				}
				byName(f.Map)
			}
		}
	}
	for f, n := range files {
		if f.count != n {
			return fmt.Sprintf("a file counts %d descriptors, and %d lead to it", f.count, n)
		}
	}
	var walk func(*inode) bool
	walk = func(f *inode) bool {
		if f.m != nil && found[f.m] == nil {
			return false
		} else if f.m != nil {
			byName(f.m)
		}
		for _, kid := range f.kids {
			if !walk(kid) {
				return false
			}
		}
		return true
	}
	if !walk(k.root) {
		return "a name leads to a map that was freed"
	}
	for _, w := range k.work.waiting {
		if w.kind == putPin && w.m != nil { // its pin waits, not the map
			byName(w.m)
		}
	}
	for _, outer := range k.maps {
		var in *innerMaps
		switch d := outer.data.(type) {
		case *bpfArrayOfMaps:
			in = &d.innerMaps
		case *bpfHtab:
			in = &d.inner
		default:
			continue
		}
		for _, chunk := range in.chunks {
			for _, m := range chunk {
				if m != nil && found[m] == nil {
					return "an outer map leads to a map that was freed"
				} else if m != nil {
					found[m].refs++
				}
			}
		}
	}
	for m, h := range found {
		if m.refcnt != h.refs {
			return fmt.Sprintf("refcnt is %d, and %d references were found", m.refcnt, h.refs)
		}
		if abi.SinceUsercnt.In(k.Machine.Release) && m.usercnt != h.urefs {
			return fmt.Sprintf("usercnt is %d, and %d references of user space were found", m.usercnt, h.urefs)
		}
		if (m.state == ObjectLive) != (m.refcnt > 0) {
			return "a map without references is live, or one with references is not"
		}
		if (m.ID != 0) != (abi.SinceIDs.In(k.Machine.Release) && m.refcnt > 0) {
			return "a map that is held has no id, or one that is not has one"
		}
	}
	return ""
}
