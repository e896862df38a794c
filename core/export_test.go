package core

import (
	"fmt"

	"bpfplay/core/abi"
)

// Kernel state for external tests.

// held counts the references found for a map.
type held struct{ refs, urefs int64 }

// Miscounted counts the references to every map and program and describes the first wrong reference count, or a free descriptor
// below the start of the search. It returns "" if all counts are right.
func Miscounted(k *Kernel) string {
	found := map[*Map]*held{}
	for _, m := range k.maps {
		found[m] = &held{}
	}
	byName := func(m *Map) { found[m].refs++; found[m].urefs++ }
	progs := map[*Prog]int64{}
	for _, p := range k.progs {
		progs[p] = 0
		for _, m := range p.usedMaps {
			if found[m] == nil {
				return "a program holds a map that was freed"
			}
			found[m].refs++
		}
	}
	seen := map[*File]bool{}
	files := map[*File]int{}
	writers := map[*Map]int{}
	tables, memories := map[*FDTable]bool{}, map[UserMem]bool{}
	for _, t := range k.tasks {
		if t == nil || !t.alive {
			continue
		}
		for fd := range t.Files.next {
			if t.Files.File(fd) == nil {
				return fmt.Sprintf("the search for a free descriptor of task %d passes over %d, which is free", t.Nr, fd)
			}
		}
		var open []*File
		for _, d := range t.Files.all() {
			if !tables[t.Files] {
				open = append(open, d.file)
			}
		}
		tables[t.Files] = true
		open = append(open, t.inFlight...)
		if mem, ok := t.Mem.(*Pages); ok && !memories[mem] {
			memories[mem] = true
			for _, v := range mem.areas {
				if v.file != nil {
					open = append(open, v.file)
				}
				if v.mem != nil && v.prot&PROT_WRITE != 0 && v.file.Map != nil {
					writers[v.file.Map]++
				}
			}
		}
		for _, f := range open {
			files[f]++
			if f.Map != nil && !seen[f] {
				seen[f] = true
				if found[f.Map] == nil {
					return "a descriptor leads to a map that was freed"
				}
				byName(f.Map)
			} else if f.Prog != nil && !seen[f] {
				seen[f] = true
				progs[f.Prog]++
			}
		}
	}
	for _, m := range k.maps {
		if a, ok := m.data.(*bpfArray); ok {
			for _, slot := range a.events {
				files[slot.event]++
			}
		}
	}
	for _, l := range k.links {
		if l.event != nil {
			files[l.event]++
		}
	}
	for f := range files {
		if seq, ok := f.Object.(*seqFile); ok {
			progs[seq.prog]++
		}
	}
	seenEvents := map[*PerfEvent]bool{}
	for f := range files {
		if ev, ok := f.Object.(*PerfEvent); ok && ev.prog != nil && !seenEvents[ev] {
			seenEvents[ev] = true
			progs[ev.prog]++
		}
	}
	for f, n := range files {
		if f.count != n {
			return fmt.Sprintf("a file counts %d descriptors, and %d lead to it", f.count, n)
		}
	}
	if why := miscountedMounts(k, files); why != "" {
		return why
	}
	var walk func(*inode) bool
	walked := map[*inode]bool{} // a file can have several names
	walk = func(f *inode) bool {
		if walked[f] {
			return true
		}
		walked[f] = true
		if f.m != nil && found[f.m] == nil {
			return false
		} else if f.m != nil {
			byName(f.m)
		} else if f.prog != nil {
			progs[f.prog]++
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
	for _, s := range k.supers {
		if !walk(s.root) {
			return "a name of a mount leads to a map that was freed"
		}
	}
	for _, w := range k.work.waiting {
		switch {
		case w.kind != putPin: // the object waits, not its pin
		case w.m != nil:
			byName(w.m)
		case w.link != nil: // the link has its program
		default:
			progs[w.prog]++
		}
	}
	for _, w := range k.work.queued {
		if w.kind == clearProgArray {
			found[w.m].refs++
		}
	}
	for _, l := range k.links {
		progs[l.Prog]++
		if l.m != nil {
			byName(l.m)
		}
	}
	for _, g := range k.cgroups {
		for _, point := range g.points {
			for _, a := range point.progs {
				if a.p != nil {
					progs[a.p]++
				}
			}
		}
	}
	for _, p := range k.netns.progs {
		progs[p]++
	}
	for _, outer := range k.maps {
		var in *innerMaps
		switch d := outer.data.(type) {
		case *bpfArrayOfMaps:
			in = &d.innerMaps
		case *sockMap:
			for _, a := range d.progs {
				progs[a.p]++
			}
			continue
		case *bpfHtab:
			in = &d.inner
		case *bpfArray:
			for _, p := range d.progs {
				progs[p]++
			}
			continue
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
	if len(progs) != len(k.progs) {
		return "something leads to a program that was freed"
	}
	for p, refs := range progs {
		if p.refcnt != refs {
			return fmt.Sprintf("refcnt of program %d is %d, and %d references were found", p.Nr, p.refcnt, refs)
		}
		if (p.state == ObjectLive) != (p.refcnt > 0) || (p.ID != 0) != (abi.SinceIDs.In(k.Machine.Release) && p.refcnt > 0) {
			return fmt.Sprintf("program %d has %d references, id %d and is %s", p.Nr, p.refcnt, p.ID, p.state)
		}
	}
	for m, h := range found {
		if m.writecnt != writers[m] {
			return fmt.Sprintf("writecnt is %d, and %d writable mappings were found", m.writecnt, writers[m])
		}
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
