package match

import "testing"

// iteratorTrace is `cat maps.debug`, and a program that opens the link and reads twice.
const iteratorTrace = `openat(AT_FDCWD, "/sys/fs/bpf/maps.debug", O_RDONLY) = 3
read(3, "  id name             max_entrie"..., 131072) = 94
read(3, "", 131072) = 0
close(3) = 0
bpf(BPF_OBJ_GET, {pathname="/sys/fs/bpf/progs.debug", bpf_fd=0, file_flags=0}, 16) = 3
bpf(BPF_ITER_CREATE, {iter_create={link_fd=3, flags=0}}, 8) = 4
read(4, "  id name           "..., 20) = 20
read(4, "  attached\n   2 dump_bpf_map     "..., 4096) = 51
read(4, "   3 dump_bpf_prog    bpf_iter_b"..., 4096) = 41
read(4, "", 4096) = 0
close(4) = 0
openat(AT_FDCWD, "/sys/fs/bpf/other", O_RDONLY) = -1 ENOENT (No such file or directory)
`

// TestIteratorsAreJudged replays it: the machine has CONFIG_BPF_PRELOAD because the text opens an iterator.
func TestIteratorsAreJudged(t *testing.T) {
	_, res := replayed(t, iteratorTrace, "6.12")
	for i, v := range res.Verdicts {
		if !v.Agrees {
			t.Errorf("call %d: %+v", i, v)
		}
	}
	if res.Judged != res.Said || res.Shown != 4 || res.Equal != 4 {
		t.Errorf("%+v", res.Tally)
	}
}
