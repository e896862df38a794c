package core

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// ObjectView is an object besides maps, programs and BTF: a link, a cgroup, a perf event, a network namespace or a socket.
type ObjectView struct {
	Name   string         `json:"name"`             // as in FileView.Object
	Facts  []string       `json:"facts,omitempty"`  // its kind and its place, the most important first
	ID     uint32         `json:"id,omitempty"`     // of a link; 0: none, or no longer one
	Refcnt int64          `json:"refcnt,omitempty"` // of a link
	Link   int            `json:"link,omitempty"`   // the number of a link; 0 for another object
	State  ObjectState    `json:"state,omitempty"`
	Target string         `json:"target,omitempty"` // names the object that a link is attached to: "cgroup /", "map 1"
	Progs  []AttachedView `json:"progs,omitempty"`  // that it holds, in the order of attachment
	Slots  []OuterView    `json:"slots,omitempty"`  // the maps that hold it, by number
}

// AttachedView is a program that an object holds. Attach is its attach type at a cgroup.
type AttachedView struct {
	Prog   int    `json:"prog"`
	Attach string `json:"attach,omitempty"`
}

// objectViews returns the links, then by name the other objects that a file, a map or a link refers to, and the cgroups with
// programs. Tasks are drawn as tasks, so a pidfd is not among them.
func (k *Kernel) objectViews(files []*File) (views []ObjectView) {
	slots := map[Object]map[int]int{} // number of places by map
	others := map[Object]bool{}
	hold := func(o Object, m *Map) {
		if slots[o] == nil {
			slots[o] = map[int]int{}
		}
		slots[o][m.Nr]++
		others[o] = true
	}
	for _, m := range k.maps {
		if a, ok := m.data.(*bpfArray); ok {
			for _, g := range a.cgroups {
				hold(g, m)
			}
			for _, s := range a.events {
				hold(s.event.Object, m)
			}
		}
	}
	for _, f := range files {
		if _, isLink := f.Object.(*Link); !isLink && f.Object != nil {
			others[f.Object] = true
		}
	}
	for _, g := range k.cgroups {
		if len(g.attachedViews()) > 0 {
			others[g] = true
		}
	}
	for _, l := range k.links {
		if t := l.target(); t != nil {
			others[t] = true
		}
		views = append(views, k.linkView(l))
	}
	links := len(views)
	for o := range others {
		v := ObjectView{Name: o.String()}
		switch o := o.(type) {
		case *Pidfd:
			continue
		case *Cgroup:
			v.Facts, v.Progs = []string{cgroupRoots[1] + o.path}, o.attachedViews()
		case *PerfEvent:
			v.Facts = o.facts()
			if o.prog != nil {
				v.Progs = []AttachedView{{Prog: o.prog.Nr}}
			}
		}
		for _, nr := range slices.Sorted(maps.Keys(slots[o])) {
			v.Slots = append(v.Slots, OuterView{nr, slots[o][nr]})
		}
		views = append(views, v)
	}
	slices.SortFunc(views[links:], func(a, b ObjectView) int { return strings.Compare(a.Name, b.Name) })
	// Tokens and mounts have no numbers: one view stands for all of a name.
	return slices.CompactFunc(views, func(a, b ObjectView) bool { return a.Name == b.Name })
}

// target returns the object that a link is attached to, besides a map; nil if it has none, or is detached.
func (l *Link) target() Object {
	switch {
	case l.cgroup != nil:
		return l.cgroup
	case l.netns != nil:
		return l.netns
	case l.event != nil:
		return l.event.Object
	}
	return nil
}

func (k *Kernel) linkView(l *Link) ObjectView {
	v := ObjectView{Name: l.String(), Link: l.Nr, ID: l.ID, Refcnt: l.refcnt, Progs: []AttachedView{{Prog: l.Prog.Nr}}, Facts: []string{l.Type.String() + " link"}}
	if l.Type != abi.BPF_LINK_TYPE_RAW_TRACEPOINT {
		v.Facts = append(v.Facts, strings.ToLower(strings.TrimPrefix(l.Attach.String(), "BPF_")))
	}
	switch t := l.target(); {
	case t != nil:
		v.Target = t.String()
	case l.m != nil:
		v.Target = "map " + strconv.Itoa(l.m.Nr)
	case l.point != "":
		v.Facts = append(v.Facts, l.point)
	case !l.ops.stays:
		v.Facts = append(v.Facts, "detached")
	}
	freed := func(w workItem) bool { return w.link == l && w.kind == freeLink }
	switch {
	case freed(k.work.running):
		v.State = ObjectRunning
	case slices.ContainsFunc(k.work.queued, freed):
		v.State = ObjectQueued
	}
	return v
}

// attachedViews returns the programs that are attached to a cgroup without a link, by attach type.
func (g *Cgroup) attachedViews() (views []AttachedView) {
	for _, t := range slices.Sorted(maps.Keys(g.points)) {
		for _, a := range g.points[t].progs {
			if a.p != nil {
				views = append(views, AttachedView{a.p.Nr, strings.ToLower(strings.TrimPrefix(t.String(), "BPF_"))})
			}
		}
	}
	return views
}

// facts returns what counts the event, and where.
func (e *PerfEvent) facts() []string {
	what := perfKinds[e.point.kind].name + " " + e.point.name
	if e.point.kind == perfSoftware {
		what = strings.ToLower(strings.TrimPrefix(PerfConfigNames.Format(e.config, ""), "PERF_COUNT_SW_"))
	}
	where := "any CPU"
	if e.cpu >= 0 {
		where = "CPU " + ArgInt.Format(uint64(e.cpu))
	}
	if e.disabled {
		where += ", disabled"
	}
	return []string{strings.TrimSpace(what), where}
}
