package core_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/link"
)

// afterLink returns the kernel after the calls of a link, each of which must succeed.
func afterLink(t *testing.T, text string) *core.Kernel {
	t.Helper()
	l, err := link.Parse("v1/" + text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	k, err := core.New(l.Machine)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range l.Calls {
		if ret, err := k.Do(&c.Call); err != nil || ret < 0 {
			t.Fatalf("%s: %s returned %d, %v", text, c.String(), ret, err)
		}
	}
	return k
}

// TestContents asks for the keys of maps of each kind. The order is that of BPF_MAP_GET_NEXT_KEY: of a hash by bucket, of
// an LPM trie from the longest prefix on.
func TestContents(t *testing.T) {
	const one, two = "/w(10001000,01000000)/update_elem(3,0x10001000,0x10002000,0)", "/w(10001000,02000000)/update_elem(3,0x10001000,0x10002000,0)"
	prefixes := "/w(10001000,0800000080)/update_elem(3,0x10001000,0x10002000,0)/w(10001000,08000000c0)/update_elem(3,0x10001000,0x10002000,0)"
	for _, test := range []struct {
		link  string
		count uint64
		keys  string // in their order
		holds string
		lacks string // keys without an element, the last of a wrong size
	}{
		{"k=6.12/create(hash,4,8,4,64)" + one + two, 2, "02000000 01000000", "02000000", "00000000 03000000 0100"},
		{"k=6.12/create(lru_hash,4,8,1,64)" + one + two, 1, "02000000", "02000000", "01000000 02"},
		{"k=6.12/create(array,4,8,2)", 2, "00000000 01000000", "01000000", "02000000 0000"},
		{"k=6.12/create(lpm_trie,5,1,4,1)" + prefixes, 2, "0800000080 08000000c0", "0800000080", "0100000080 0800000000 2100000080 08000000"},
		{"k=6.12/create(queue,0,4,4)/update_elem(3,0,0x10001000,0)", 1, "", "", ""},
		{"k=6.12/create(bloom_filter,0,4,4)", 0, "", "", ""},
		{"k=seed/types=1/create(hash,4,8,4)", 0, "", "", "01000000"},
	} {
		k := afterLink(t, test.link)
		m := k.Maps()[0]
		if n := k.Count(m); n != test.count {
			t.Errorf("%s: %d elements, want %d", test.link, n, test.count)
		}
		var keys []string
		for key, ok := k.NextKey(m, nil); ok; key, ok = k.NextKey(m, key) {
			keys = append(keys, hex.EncodeToString(key))
		}
		if got := strings.Join(keys, " "); got != test.keys {
			t.Errorf("%s: keys %s, want %s", test.link, got, test.keys)
		}
		for want, list := range map[bool]string{true: test.holds, false: test.lacks} {
			for _, text := range strings.Fields(list) {
				key, err := hex.DecodeString(text)
				if err != nil {
					t.Fatal(err)
				}
				if k.Holds(m, key) != want {
					t.Errorf("%s: Holds(%s) is %v, want %v", test.link, text, !want, want)
				}
			}
		}
	}
}

// TestMapsByID looks up maps as BPF_MAP_GET_NEXT_ID and BPF_MAP_GET_FD_BY_ID do.
func TestMapsByID(t *testing.T) {
	k := afterLink(t, "k=6.12/nextid=5/create(hash,4,8,4)/create(array,4,8,4)/close(3)/create(queue,0,4,4)")
	if m := k.MapByID(6); m == nil || m.Type != abi.BPF_MAP_TYPE_ARRAY {
		t.Errorf("the map with id 6 is %v, want the array", m)
	}
	if m := k.MapAfterID(6); m == nil || m.ID != 7 || m.Type != abi.BPF_MAP_TYPE_QUEUE {
		t.Errorf("the map after id 6 is %v, want the queue with id 7", m)
	}
	if k.MapByID(5) != nil || k.MapAfterID(7) != nil {
		t.Error("ids 5 and 8 name maps, want the hash to be freed and no map after the queue")
	}
	files := k.Task(0).Files
	if lowest, highest := files.Lowest(), files.Highest(); lowest != 5 || highest != 4 {
		t.Errorf("lowest free descriptor %d, highest %d, want 5 and 4", lowest, highest)
	}
}

// TestFolders asks which folders a task sees. Symbolic links are not followed.
func TestFolders(t *testing.T) {
	// /sys/fs/bpf has d, d/e and s, a symbolic link to d
	k := afterLink(t, "k=6.12/mkdir(2f7379732f66732f6270662f64,493)/mkdir(2f7379732f66732f6270662f642f65,493)/symlink(64,2f7379732f66732f6270662f73)")
	for path, want := range map[string]bool{
		"/": true, "/sys/fs/bpf": true, "/sys/fs/bpf/": true, "/sys/fs/bpf/d/e": true,
		"/sys/fs/bpf/d/f": false, "/sys/fs/bpf/s": false, "/nowhere": false,
	} {
		if got := k.HasFolder(k.Task(0), path); got != want {
			t.Errorf("HasFolder(%s) is %v, want %v", path, got, want)
		}
	}
}
