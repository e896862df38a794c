package core

import "fmt"

// miscountedMounts counts the references to mounts and bpf file systems from the namespaces of tasks and from files, and
// describes the first wrong count; "" if all counts are right.
func miscountedMounts(k *Kernel, files map[*File]int) string {
	refs, mounted := map[*mount]int{}, map[*superBlock]bool{k.supers[0]: true}
	supers := map[*superBlock]int{k.supers[0]: 1}
	spaces := map[*mountNS]bool{}
	for _, t := range k.tasks {
		if t == nil || !t.alive || spaces[t.mounts] {
			continue
		}
		spaces[t.mounts] = true
		for _, m := range t.mounts.mounts {
			refs[m]++
			mounted[m.super] = true
		}
	}
	for f := range files {
		if f.mount != nil {
			refs[f.mount]++
		}
		if c, ok := f.Object.(*fsContext); ok && c.super != nil {
			supers[c.super]++
		}
	}
	for m, n := range refs {
		if m.refs != n {
			return fmt.Sprintf("a mount counts %d references, and %d were found", m.refs, n)
		}
		supers[m.super]++
	}
	if len(supers) != len(k.supers) {
		return fmt.Sprintf("there are %d bpf file systems, and %d are in use", len(k.supers), len(supers))
	}
	for s, n := range supers {
		if s.refs != n || (s.path != "") != mounted[s] {
			return fmt.Sprintf("a bpf file system with path %q counts %d references, and %d were found; mounted: %v", s.path, s.refs, n, mounted[s])
		}
	}
	return ""
}
