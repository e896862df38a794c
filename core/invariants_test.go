package core

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/core/abi"
)

// TestReferences walks over everything that may hold a map, after every call of the recordings, and holds the counts
// of references against what it finds.
func TestReferences(t *testing.T) {
	for _, release := range []string{"seed", "4.4", "4.14", "5.10", "7.3"} {
		file := filepath.Join("testdata", "recordings", release+".txt.gz")
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		lines := readRecording(t, file)
		var r Replayer
		for _, line := range lines {
			if isAnswer(line) {
				continue
			}
			r.Line(line)
			if r.kernel == nil {
				continue
			}
			if wrong := miscounted(r.kernel); wrong != "" {
				t.Fatalf("%s: after %s: %s", file, line, wrong)
			}
		}
	}
}

// held is what was found to hold a map.
type held struct{ refs, urefs int64 }

// miscounted finds a map whose counts are wrong, or a descriptor that is not the lowest it could be.
func miscounted(k *Kernel) string {
	found := map[*Map]*held{}
	for _, m := range k.maps {
		found[m] = &held{}
	}
	byName := func(m *Map) { found[m].refs++; found[m].urefs++ }
	seen := map[*File]bool{}
	for _, t := range k.tasks {
		if t == nil {
			continue
		}
		for _, d := range t.Files.all() {
			if f := d.file; f.Map != nil && !seen[f] {
				seen[f] = true
				if found[f.Map] == nil {
					return "a descriptor leads to a map that was freed"
				}
				byName(f.Map)
			}
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
		if w.m.state == MapLive { // its pin waits, not the map
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
			return strings.Join([]string{"refcnt is", decimal(uint64(m.refcnt)), "and should be", decimal(uint64(h.refs))}, " ")
		}
		if abi.SinceUsercnt.In(k.Machine.Release) && m.usercnt != h.urefs {
			return strings.Join([]string{"usercnt is", decimal(uint64(m.usercnt)), "and should be", decimal(uint64(h.urefs))}, " ")
		}
		if (m.state == MapLive) != (m.refcnt > 0) {
			return "a map without references is live, or one with references is not"
		}
		if (m.ID != 0) != (abi.SinceIDs.In(k.Machine.Release) && m.refcnt > 0) {
			return "a map that is held has no id, or one that is not has one"
		}
	}
	return ""
}
