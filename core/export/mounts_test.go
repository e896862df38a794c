package export

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// at sets the paths of a call.
func at(c core.Call, path, to string) core.Call {
	c.Path, c.To = path, to
	return c
}

// by sets the task of a call.
func by(task int, c core.Call) core.Call {
	c.Task = task
	return c
}

// mountHistories are histories that mount bpf file systems: in the first namespaces, and for a token in others.
func mountHistories() map[string][]core.Call {
	return map[string][]core.Call{
		"mounts": {opCall(core.OpFsopen, 1), at(opCall(core.OpFsconfig, 3), "delegate_maps", "hash:array"), at(opCall(core.OpFsconfig, 3), "delegate_maps", "bogus"),
			opCall(core.OpFscreate, 3), opCall(core.OpFscreate, 3), opCall(core.OpFsmount, 3, 0), at(opCall(core.OpMkdir, 0, 0o755), "/sys/fs/bpf/d", ""),
			at(opCall(core.OpMoveMount, 4), "/sys/fs/bpf/d", ""), at(opCall(core.OpOpenat, 4, 0, 0), ".", ""), bpfCall(abi.BPF_TOKEN_CREATE, 0, 4),
			bpfCall(abi.BPF_TOKEN_CREATE, 0, 5), at(opCall(core.OpUmount), "/sys/fs/bpf/d", ""), opCall(core.OpClose, 3), opCall(core.OpClose, 4),
			opCall(core.OpClose, 5), at(opCall(core.OpUmount), "/sys/fs/bpf/d", ""), at(opCall(core.OpMount), "/sys/fs/bpf/d", "mode=0700,uid=5"),
			at(opCall(core.OpMount), "/sys/fs/bpf/none", "rw"), at(opCall(core.OpOpen), "/sys/fs/bpf/d", "")},
		"token": {by(0, opCall(core.OpClone, 1, core.CLONE_NEWNS|core.CLONE_NEWUSER)), by(1, opCall(core.OpFsopen, 0)), by(1, opCall(core.OpSendFD, 3, 0)),
			opCall(core.OpRecvFD, 0), at(opCall(core.OpFsconfig, 3), "delegate_cmds", "map_create"), at(opCall(core.OpFsconfig, 3), "delegate_maps", "any"),
			opCall(core.OpFscreate, 3), opCall(core.OpFsmount, 3, 0), opCall(core.OpSendFD, 4, 1), by(1, opCall(core.OpRecvFD, 0)),
			by(1, at(opCall(core.OpOpenat, 4, 0, 0), ".", "")), by(1, bpfCall(abi.BPF_TOKEN_CREATE, 0, 5)), by(1, createMap(abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1)),
			by(1, bpfCall(abi.BPF_MAP_CREATE, 2, 4, 4, 1, 1<<16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6)),
			by(1, bpfCall(abi.BPF_MAP_CREATE, 9, 4, 4, 1, 1<<16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6)),
			by(1, bpfCall(abi.BPF_MAP_GET_NEXT_ID, 0, 0, 0))},
	}
}

// TestStraceOfMounts compares the lines with those that strace prints for the same calls.
func TestStraceOfMounts(t *testing.T) {
	got := strings.Split(strings.TrimSpace(text(t, sessionWith(t, abi.R(6, 18, 0), mountHistories()["token"]), "strace")), "\n")
	want := []string{
		`[pid 1000] clone(child_stack=NULL, flags=CLONE_NEWNS|CLONE_NEWUSER|SIGCHLD) = 1001`,
		`[pid 1001] fsopen("bpf", 0) = 3`,
	}
	for _, line := range []string{
		`[pid 1000] fsconfig(3, FSCONFIG_SET_STRING, "delegate_cmds", "map_create", 0) = 0`,
		`[pid 1000] fsconfig(3, FSCONFIG_CMD_CREATE, NULL, NULL, 0) = 0`,
		`[pid 1000] fsmount(3, 0, 0) = 4`,
		`[pid 1001] openat(4, ".", O_RDONLY) = 5`,
		`[pid 1001] bpf(BPF_TOKEN_CREATE, {token_create={flags=0, bpffs_fd=5}}, 8) = 6`,
	} {
		if !slices.Contains(got, line) {
			t.Errorf("no line is\n%s", line)
		}
	}
	if !slices.Equal(got[:len(want)], want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestMountsOnThisKernel runs exported programs. Every call must have the same result as in bpfplay.
func TestMountsOnThisKernel(t *testing.T) {
	onThisKernel(t, func(t *testing.T, r runner, release abi.Release, dir string) {
		for name, calls := range mountHistories() {
			if r.format == "go" && name == "token" {
				continue // a Go program cannot fork
			}
			r.try(t, dir, name, sessionWith(t, release, calls))
		}
	})
}

// TestGoMakesNoUserNamespace wants an error that names the formats that can.
func TestGoMakesNoUserNamespace(t *testing.T) {
	s := sessionWith(t, abi.R(6, 18, 0), []core.Call{opCall(core.OpUnshare, core.CLONE_NEWUSER)})
	if _, err := writeGo(s, Options{From: 1, To: s.Len()}); err != errGoUsers {
		t.Errorf("got the error %v, want %v", err, errGoUsers)
	}
}

// TestMountsAreReadBack pastes the strace of each history. Every call must be judged and return the same.
func TestMountsAreReadBack(t *testing.T) {
	for name, calls := range mountHistories() {
		s := sessionWith(t, abi.R(6, 18, 15), calls)
		back, read := pasted(t, s, "strace", text(t, s, "strace"))
		if why := differ(s, back); why != "" {
			t.Errorf("%s: %s\n%+v", name, why, read.Unread)
		}
	}
}
