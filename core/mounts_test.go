package core_test

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// mountScripts have the results of 5.10, 6.1, 6.18 and 7.3 for mounts that something uses. Only files that were opened through
// a mount and mounts inside keep it busy: not the context, and not the mounts of other namespaces.
var mountScripts = []struct{ name, script string }{
	{"the descriptor of fsmount, but not the context", `
		fsopen 0 = 3
		fscreate 3 = 0
		fsmount 3 0 = 4
		move_mount 4 /sys/fs/bpf/m = 0
		umount /sys/fs/bpf/m = -16
		close 4 = 0
		umount /sys/fs/bpf/m = 0
		fsmount 3 0 = -16`},
	{"an open directory", `
		mount /sys/fs/bpf/m rw = 0
		open 0 /sys/fs/bpf/m = 3
		dup 3 = 4
		umount /sys/fs/bpf/m = -16
		close 3 = 0
		umount /sys/fs/bpf/m = -16
		close 4 = 0
		umount /sys/fs/bpf/m = 0`},
	{"a directory found from the descriptor of fsmount", `
		fsopen 0 = 3
		fscreate 3 = 0
		fsmount 3 0 = 4
		openat 4 . 0 = 5
		move_mount 4 /sys/fs/bpf/m = 0
		close 4 = 0
		umount /sys/fs/bpf/m = -16
		close 5 = 0
		umount /sys/fs/bpf/m = 0`},
	{"a copy of the namespace", `
		mount /sys/fs/bpf/m rw = 0
		clone 1 20000 = 1
		umount /sys/fs/bpf/m = 0
		@1 mkdir /sys/fs/bpf/m/x 511 = 0
		mkdir /sys/fs/bpf/m/x/y 511 = -2
		@1 umount /sys/fs/bpf/m = 0
		@1 umount /sys/fs/bpf/m = -22`},
	{"a file that another namespace has kept", `
		mount /sys/fs/bpf/m rw = 0
		clone 1 0 = 1
		@1 open 0 /sys/fs/bpf/m = 3
		@1 unshare 20000 = 0
		umount /sys/fs/bpf/m = -16
		@1 umount /sys/fs/bpf/m = 0
		umount /sys/fs/bpf/m = -16
		@1 exit = 0
		umount /sys/fs/bpf/m = 0`},
	{"a mount inside", `
		mount /sys/fs/bpf/m rw = 0
		mkdir /sys/fs/bpf/m/n 511 = 0
		mount /sys/fs/bpf/m/n rw = 0
		umount /sys/fs/bpf/m = -16
		umount /sys/fs/bpf/m/n = 0
		umount /sys/fs/bpf/m = 0`},
	{"a mount above", `
		mount /sys/fs/bpf/m rw = 0
		mount /sys/fs/bpf/m rw = 0
		umount /sys/fs/bpf/m = 0
		umount /sys/fs/bpf/m = 0
		umount /sys/fs/bpf/m = -22`},
	{"removing and renaming the directory below", `
		mkdir /sys/fs/bpf/n 511 = 0
		mount /sys/fs/bpf/m rw = 0
		rmdir /sys/fs/bpf/m = -16
		rename /sys/fs/bpf/m /sys/fs/bpf/q = -16
		rename /sys/fs/bpf/n /sys/fs/bpf/m = -16
		umount /sys/fs/bpf/m = 0
		rename /sys/fs/bpf/n /sys/fs/bpf/m = 0
		rmdir /sys/fs/bpf/m = 0`},
	{"removing the directory below a mount of another namespace", `
		mount /sys/fs/bpf/m rw = 0
		clone 1 20000 = 1
		@1 open 0 /sys/fs/bpf/m = 3
		umount /sys/fs/bpf/m = 0
		rmdir /sys/fs/bpf/m = 0
		@1 mkdir /sys/fs/bpf/m/x 511 = -2
		@1 openat 3 . 0 = 4
		@1 umount /sys/fs/bpf/m = -2`},
	{"renaming over the directory below a mount of another namespace", `
		mkdir /sys/fs/bpf/n 511 = 0
		mount /sys/fs/bpf/m rw = 0
		clone 1 20000 = 1
		umount /sys/fs/bpf/m = 0
		rename /sys/fs/bpf/n /sys/fs/bpf/m = 0
		@1 mkdir /sys/fs/bpf/m/x 511 = 0
		@1 umount /sys/fs/bpf/m = -22
		mkdir /sys/fs/bpf/m/x 511 = -17`},
}

func TestMountsInUse(t *testing.T) {
	for _, s := range mountScripts {
		t.Run(s.name, func(t *testing.T) {
			for _, r := range []abi.Release{abi.R(5, 10, 0), abi.R(6, 1, 0), abi.R(6, 18, 0), abi.R(7, 3, 0)} {
				k := newMmapKernel(t, r)
				k.script("mkdir /sys/fs/bpf/m 511 = 0\n" + strings.TrimSpace(s.script))
				if why := core.Miscounted(k.k); why != "" {
					t.Errorf("%s: %s", r, why)
				}
			}
		})
	}
}
