package core_test

import (
	"strconv"
	"strings"
	"testing"

	"bpfplay/core"
)

// TestUsage counts the descriptors, objects, elements and bytes of a kernel. A link that exceeds the limits is refused.
func TestUsage(t *testing.T) {
	const update = "/update_elem(3,0x10001000,0x10002000,0)"
	for _, test := range []struct {
		link string
		want core.Usage // apart from the bytes
		hold bool       // contents take bytes
	}{
		{"k=6.12", core.Usage{Descriptors: 3}, false},
		{"k=6.12/auto=true/create(hash,4,8,4)" + update + "/create(queue,0,4,4)/close(4)", core.Usage{Descriptors: 4, Objects: 1, Elements: 1}, true},
		{"k=6.12/create(lru_hash,4,8,4)" + update, core.Usage{Descriptors: 4, Objects: 1, Elements: 1}, true},
		{"k=6.12/create(array,4,8,100)" + update, core.Usage{Descriptors: 4, Objects: 1}, true},
		{"k=6.12/create(lpm_trie,8,4,4,1)" + update, core.Usage{Descriptors: 4, Objects: 1, Elements: 1}, true},
		{"k=6.12/create(stack,0,4,4)/update_elem(3,0,0x10002000,0)", core.Usage{Descriptors: 4, Objects: 1, Elements: 1}, true},
		{"k=6.12/create(bloom_filter,0,4,64)/update_elem(3,0,0x10002000,0)", core.Usage{Descriptors: 4, Objects: 1}, true},
		{"k=6.12/create(ringbuf,0,0,4096)", core.Usage{Descriptors: 4, Objects: 1}, false},
		// A thread shares the table and the memory of its process, a child has its own.
		{"k=6.12/clone(1,10f00)", core.Usage{Descriptors: 3}, false},
		{"k=6.12/create(array,4,8,1)/fork(1)/t1.exit()/fork(2)", core.Usage{Descriptors: 8, Objects: 1}, false},
	} {
		k := afterLink(t, test.link)
		got := k.Usage()
		bytes := got.Bytes
		got.Bytes, got.Pages = 0, 0
		if got != test.want || (bytes > 0) != test.hold {
			t.Errorf("%s: %+v and %d bytes, want %+v, and bytes is %v", test.link, got, bytes, test.want, test.hold)
		}
	}
	// The memory of the maps is the sum of what fdinfo shows.
	k, sum := afterLink(t, "k=6.12/create(array,4,8,512)/create(array,4,8,1024)"), uint64(0)
	for fd := range int32(2) {
		lines, _ := k.Fdinfo(k.Task(0), 3+fd)
		for _, l := range lines {
			if n, ok := strings.CutPrefix(l, "memlock:\t"); ok {
				bytes, err := strconv.ParseUint(n, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				sum += bytes
			}
		}
	}
	if got := k.MapMemory(); got != sum || sum < 8*(512+1024) {
		t.Errorf("the maps use %d bytes, want %d, which fdinfo shows", got, sum)
	}
}
