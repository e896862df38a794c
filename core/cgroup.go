package core

import (
	"slices"
	"strings"

	"bpfplay/core/abi"
)

// Follows struct cgroup and struct cgroup_bpf in kernel/cgroup/cgroup.c and kernel/bpf/cgroup.c: the second hierarchy, with
// the programs that are attached to it. A cgroup is made when it is first opened, and never removed.

// Cgroup follows struct cgroup: one directory of the hierarchy.
type Cgroup struct {
	kept
	path   string // below the root, such as "/web"; empty for the root
	id     uint64
	parent *Cgroup // nil for the root
	points map[abi.AttachType]*cgroupPoint
}

// String implements [Object].
func (g *Cgroup) String() string { return "cgroup " + g.path + "/" }

// cgroupPoint is the list of programs of one attach type at a cgroup.
type cgroupPoint struct {
	progs    []cgroupProg
	flags    uint32 // BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI or neither; 0 without programs
	revision uint64
}

// cgroupProg follows struct bpf_prog_list: a program, or the link that holds one.
type cgroupProg struct {
	p     *Prog // nil for a link
	link  *Link
	flags uint32
}

// prog follows prog_list_prog.
func (a *cgroupProg) prog() *Prog {
	if a.p != nil {
		return a.p
	}
	return a.link.Prog
}

// cgroupRoots are the places at which the hierarchy is mounted.
var cgroupRoots = []string{"/sys/fs/cgroup/unified", "/sys/fs/cgroup"}

// cgroupAt returns the cgroup at a path, and makes it and its missing parents. It returns nil for a path elsewhere.
func (k *Kernel) cgroupAt(path string) *Cgroup {
	rest, ok := belowCgroupRoot(path)
	if !ok {
		return nil
	}
	g := k.cgroupBelow(nil, "")
	for _, name := range strings.FieldsFunc(rest, func(r rune) bool { return r == '/' }) {
		if name != "." {
			g = k.cgroupBelow(g, name)
		}
	}
	return g
}

// belowCgroupRoot returns the part of a path below the root of the hierarchy. A file of a cgroup, such as cgroup.procs, has a
// dot in its name and is not part of it.
func belowCgroupRoot(path string) (rest string, ok bool) {
	for _, root := range cgroupRoots {
		if rest, ok := strings.CutPrefix(path, root); ok && (rest == "" || rest[0] == '/') {
			last := rest[strings.LastIndexByte(rest, '/')+1:]
			return rest, !strings.HasPrefix(last, "cgroup.")
		}
	}
	return "", false
}

// cgroupBelow returns the cgroup with a name below parent, which it makes if it does not exist.
func (k *Kernel) cgroupBelow(parent *Cgroup, name string) *Cgroup {
	path := ""
	if parent != nil {
		path = parent.path + "/" + name
	}
	i := slices.IndexFunc(k.cgroups, func(g *Cgroup) bool { return g.path == path })
	if i < 0 {
		i = len(k.cgroups)
		k.cgroups = append(k.cgroups, &Cgroup{path: path, id: uint64(i + 1), parent: parent, points: map[abi.AttachType]*cgroupPoint{}})
	}
	return k.cgroups[i]
}

// point returns the list of an attach type.
func (g *Cgroup) point(t abi.AttachType) *cgroupPoint {
	p := g.points[t]
	if p == nil {
		p = &cgroupPoint{revision: 1}
		g.points[t] = p
	}
	return p
}

// effective follows compute_effective_progs: the programs that run for a cgroup, in their order. Those of its ancestors come
// after its own; those with BPF_F_PREORDER come first, from the root down.
func (g *Cgroup) effective(t abi.AttachType) []*Prog {
	var before, after []*Prog
	for at := g; at != nil; at = at.parent {
		list := at.point(t)
		if len(before)+len(after) > 0 && list.flags&abi.BPF_F_ALLOW_MULTI == 0 {
			continue
		}
		var first []*Prog
		for i := range list.progs {
			if a := &list.progs[i]; a.flags&abi.BPF_F_PREORDER != 0 {
				first = append(first, a.prog())
			} else {
				after = append(after, a.prog())
			}
		}
		before = append(first, before...)
	}
	return append(before, after...)
}

// attached returns the programs of the list.
func (l *cgroupPoint) attached() (progs []*Prog) {
	for i := range l.progs {
		progs = append(progs, l.progs[i].prog())
	}
	return progs
}
