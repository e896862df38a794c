package core_test

import (
	"fmt"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"

	"pgregory.net/rapid"
)

// TestMountsKeepReferences makes random calls on mounts, pins and tasks. After each call, every reference must be counted, and
// after the exit of all tasks no map is left but those with a pin in the file system of the boot.
func TestMountsKeepReferences(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		release := rapid.SampledFrom([]abi.Release{abi.R(3, 18, 0), abi.R(5, 4, 0), abi.R(6, 1, 0), abi.R(6, 18, 0), abi.R(7, 3, 0)}).Draw(r, "release")
		k := newMmapKernel(t, release)
		k.script("mkdir /sys/fs/bpf/m 511 = " + map[bool]string{true: "0", false: "?"}[release > abi.R(4, 4, 0)])
		lines := []string{
			"fsopen 0", "fsconfig 3 delegate_maps any", "fscreate 3", "fsmount 3 0", "move_mount 4 /sys/fs/bpf/m", "openat 4 . 0", "open 0 /sys/fs/bpf/m",
			"mount /sys/fs/bpf/m rw", "mount /sys/fs/bpf rw", "umount /sys/fs/bpf/m", "umount /sys/fs/bpf", "mkdir /sys/fs/bpf/m 511", "rmdir /sys/fs/bpf/m",
			"unlink /sys/fs/bpf/m/p", "rename /sys/fs/bpf/m/p /sys/fs/bpf/p", "unshare 20000", "unshare 10020000", "map 2 0 0", "map 2 0x10000 6", "token 5",
			"close 3", "close 4", "close 5", "exit", "exec", "dup 4", "sendfd 3 0", "recvfd 0", "work",
		}
		for range rapid.IntRange(1, 40).Draw(r, "calls") {
			var living []int
			for nr := range 8 {
				if k.k.Task(nr) != nil {
					living = append(living, nr)
				}
			}
			if len(living) == 0 {
				break
			}
			task := rapid.SampledFrom(living).Draw(r, "task")
			switch n := rapid.IntRange(0, len(lines)+4).Draw(r, "call"); {
			case n < len(lines):
				c := scriptCall(t, release, fmt.Sprintf("@%d %s", task, lines[n]))
				if c.Check(k.k) == nil {
					k.do(c)
				}
			case n == len(lines) && k.k.FreeTask() < 8:
				flags := rapid.SampledFrom([]uint64{0, core.CLONE_NEWNS, core.CLONE_NEWNS | core.CLONE_NEWUSER, core.CLONE_FILES}).Draw(r, "flags")
				k.do(by(task, epoll(core.OpClone, uint64(k.k.FreeTask()), flags)))
			default:
				k.do(by(task, k.pinCall("m/p", rapid.Uint64Range(3, 8).Draw(r, "fd"))))
			}
		}
		for nr := range 8 {
			if k.k.Task(nr) != nil {
				k.do(by(nr, core.Call{Op: core.OpExit}))
			}
		}
		k.do(core.Call{Op: core.OpWork})
		pinned := map[int]bool{}
		for _, p := range k.k.View().Pins {
			pinned[p.Map] = true
		}
		if n := len(k.k.Maps()); n != len(pinned) {
			r.Fatalf("%d maps are left, and %d have a pin", n, len(pinned))
		}
	})
}
