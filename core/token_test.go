package core_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/recording"
)

// scriptArg returns the number that is word i of a line; 0 if the line has fewer words.
func scriptArg(t *testing.T, words []string, i int) uint64 {
	t.Helper()
	if i >= len(words) {
		return 0
	}
	n, err := strconv.ParseUint(words[i], 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// scriptCall parses a call in the form of recordings, or one of the short forms token FD [FLAGS], map TYPE FLAGS TOKEN, prog
// TYPE ATTACH FLAGS TOKEN, btf FLAGS TOKEN and info FD LEN.
func scriptCall(t *testing.T, r abi.Release, line string) core.Call {
	t.Helper()
	words, task := strings.Fields(line), 0
	if rest, ok := strings.CutPrefix(words[0], "@"); ok {
		task, _ = strconv.Atoi(rest)
		words = words[1:]
	}
	arg := func(i int) uint64 { return scriptArg(t, words, i) }
	const data = core.ArenaStart + 0x2000
	var c core.Call
	switch words[0] {
	case "token":
		c = fieldValues{&abi.TokenBpffsFD: arg(1), &abi.TokenFlags: arg(2)}.call(r, abi.BPF_TOKEN_CREATE)
	case "map":
		c = fieldValues{&abi.MapTypeField: arg(1), &abi.KeySize: 4, &abi.ValueSize: 8, &abi.MaxEntries: 4, &abi.MapFlagsField: arg(2), &abi.MapTokenFD: arg(3)}.call(r, abi.BPF_MAP_CREATE)
	case "prog":
		insns := []byte{0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0}
		c = fieldValues{&abi.ProgTypeField: arg(1), &abi.ExpectedAttachType: arg(2), &abi.ProgFlagsField: arg(3), &abi.ProgTokenFD: arg(4),
			&abi.InsnCnt: 2, &abi.Insns: data, &abi.License: data + 16}.call(r, abi.BPF_PROG_LOAD, core.Write{Addr: data, Bytes: append(insns, "GPL\x00"...)})
	case "btf":
		bytes := "\x9f\xeb\x01\x00\x18\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x10\x00\x00\x00\x05\x00\x00\x00" +
			"\x01\x00\x00\x00\x00\x00\x00\x01\x04\x00\x00\x00\x20\x00\x00\x00\x00int\x00"
		c = fieldValues{&abi.BtfData: data, &abi.BtfSize: uint64(len(bytes)), &abi.BtfFlags: arg(1), &abi.BtfTokenFD: arg(2)}.call(r, abi.BPF_BTF_LOAD,
			core.Write{Addr: data, Bytes: []byte(bytes)})
	case "info":
		c = fieldValues{&abi.InfoFD: arg(1), &abi.InfoLen: arg(2), &abi.InfoPointer: data}.call(r, abi.BPF_OBJ_GET_INFO_BY_FD)
	case "btfbyid":
		c = fieldValues{&abi.BtfID: arg(1), &abi.BtfOpenFlags: arg(2), &abi.ByIDTokenFD: arg(3)}.call(r, abi.BPF_BTF_GET_FD_BY_ID)
	default:
		var err error
		if c, err = recording.ParseCall(words); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	c.Task = task
	return c
}

// script makes calls and compares their results. Each line is a call, " = " and the result; "?" is [core.NotEmulated].
func (k mmapKernel) script(text string) {
	k.t.Helper()
	for line := range strings.Lines(text) {
		call, want, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok {
			continue
		}
		got := strconv.FormatInt(k.do(scriptCall(k.t, k.r, call)), 10)
		if got == fmt.Sprint(int64(core.NotEmulated)) {
			got = "?"
		}
		if got != want {
			k.t.Errorf("%s on %s: got %s, want %s", call, k.r, got, want)
		}
	}
}

const anyFlag = "0x10000" // BPF_F_TOKEN_FD

// TestContextsReturnWhatLinuxReturns has the results of 5.10, 6.1, 6.12, 6.18 and 7.3 for one task in the first namespaces.
func TestContextsReturnWhatLinuxReturns(t *testing.T) {
	for _, row := range []struct {
		r                              abi.Release
		bogus, range64, token, sourced string
	}{
		{abi.R(5, 10, 0), "0", "0", "-22", "?"}, {abi.R(6, 1, 0), "0", "0", "-22", "-22"},
		{abi.R(6, 12, 0), "-22", "-34", "-95", "-22"}, {abi.R(6, 18, 0), "-22", "-34", "-95", "-22"}, {abi.R(7, 3, 0), "-22", "-34", "-95", "-22"},
	} {
		k := newMmapKernel(t, row.r)
		k.script(`
			fsopen 0 = 3
			fsopen 1 = 4
			fsopen 2 = -22
			fsconfig 3 delegate_cmds map_create:prog_load = 0
			fsconfig 3 delegate_maps bogus = ` + row.bogus + `
			fsconfig 3 delegate_maps HASH:array:0x10:0 = 0
			fsconfig 3 foo bar = 0
			fsconfig 3 ro x = 0
			fsconfig 3 mode 0700 = 0
			fsconfig 3 mode 9 = -22
			fsconfig 3 uid 77 = 0
			fsconfig 3 source x = 0
			fsconfig 3 source x = ` + row.sourced + `
			fsconfig 3 delegate_cmds 0x100000000000000000 = ` + row.range64 + `
			fsconfig 0 x y = -22
			fsconfig 77 x y = -9
			fsmount 3 0 = -22
			fscreate 3 = 0
			fscreate 3 = -16
			fsconfig 3 delegate_cmds any = -16
			fsmount 3 4 = -22
			fsmount 3 1 = 5
			fsmount 3 0 = -16
			fsmount 0 0 = -22
			fsmount 77 0 = -9
			mkdir /sys/fs/bpf/m 493 = 0
			move_mount 77 /sys/fs/bpf/m = -9
			move_mount 5 /sys/fs/bpf/none = -2
			move_mount 5 /sys/fs/bpf/m = 0
			openat -100 /sys/fs/bpf/m 0 = 6
			umount /sys/fs/bpf/m = -16
			openat 5 . 0 = 7
			close 7 = 0
			close 6 = 0
			close 5 = 0
			umount /sys/fs/bpf/m = 0
			close 3 = 0
			umount /sys/fs/bpf/m = -22
			umount /sys/fs/bpf/nosuch = -2
			mount /sys/fs/bpf/m delegate_cmds=any,delegate_maps=hash:array,uid=5 = 0
			open 0 /sys/fs/bpf/m = 3
			umount /sys/fs/bpf/m = -16
			close 3 = 0
			umount /sys/fs/bpf/m = 0
			mount /sys/fs/bpf/m delegate_cmds=bogus = ` + row.bogus + `
			mount /sys/fs/bpf/nosuch rw = -2
			open 0 /sys/fs/bpf = 3`)
		if row.token != "-22" {
			k.script("token 3 = " + row.token + "\ntoken 3 1 = -22\ntoken 99 = -9\ntoken 0 = -22")
		}
	}
}

// dance makes task 1 in new namespaces, and a bpf file system of its user namespace, which task 0 creates with options.
// Task 1 then has descriptor 3, the context, 4, the mount, and 5, its root.
func (k mmapKernel) dance(options ...string) {
	k.t.Helper()
	k.script(`
		clone 1 10020000 = 1
		@1 fsopen 0 = 3
		@1 fsconfig 3 delegate_cmds any = -1
		@1 fsconfig 3 delegate_cmds 0 = 0
		@1 sendfd 3 0 = 0
		recvfd 0 = 3`)
	for _, o := range options {
		k.script("fsconfig 3 " + o + " = 0")
	}
	k.script(`
		fscreate 3 = 0
		fsmount 3 0 = 4
		sendfd 4 1 = 0
		close 3 = 0
		close 4 = 0
		@1 recvfd 0 = 4
		@1 token 4 = -9
		@1 openat 4 . 0 = 5`)
}

var everything = []string{"delegate_cmds any", "delegate_maps any", "delegate_progs any", "delegate_attachs any"}

// TestTokensReturnWhatLinuxReturns has the results of 6.12, 6.18 and 7.3.
func TestTokensReturnWhatLinuxReturns(t *testing.T) {
	for _, r := range []abi.Release{abi.R(6, 12, 0), abi.R(6, 18, 0), abi.R(7, 3, 0)} {
		k := newMmapKernel(t, r)
		k.dance(everything...)
		k.script(`
			@1 token 5 1 = -22
			@1 token 99 = -9
			@1 token 0 = -22
			@1 open 0 /sys/fs/bpf = 6
			@1 token 6 = -1
			@1 close 6 = 0
			@1 token 5 = 6
			@1 map 1 0 6 = -1
			@1 map 1 ` + anyFlag + ` 0 = -22
			@1 map 1 ` + anyFlag + ` 98 = -9
			@1 map 1 ` + anyFlag + ` 5 = -22
			@1 map 1 ` + anyFlag + ` 6 = 7
			@1 map 2 ` + anyFlag + ` 6 = 8
			@1 map 9 ` + anyFlag + ` 6 = 9
			@1 map 14 ` + anyFlag + ` 6 = 10
			@1 map 16 ` + anyFlag + ` 6 = 11
			@1 map 200 ` + anyFlag + ` 6 = -22
			@1 map 1 0 98 = -1
			@1 prog 1 0 ` + anyFlag + ` 6 = 12
			@1 prog 6 0 ` + anyFlag + ` 6 = 13
			@1 prog 2 0 ` + anyFlag + ` 6 = 14
			@1 prog 5 0 ` + anyFlag + ` 6 = 15
			@1 prog 6 37 ` + anyFlag + ` 6 = 16
			@1 prog 6 0 0 6 = -1
			@1 prog 1 0 0 6 = -1
			@1 prog 1 0 ` + anyFlag + ` 5 = -22
			@1 prog 31 0 ` + anyFlag + ` 6 = -22
			@1 btf 0 0 = -1
			@1 btf ` + anyFlag + ` 6 = 17
			@1 btf ` + anyFlag + ` 5 = -22
			@1 btf 1 6 = -22
			@1 mount /sys/fs/bpf delegate_cmds=any = -1
			@1 mount /sys/fs/bpf rw = -1
			@1 fsopen 0 = 18
			@1 move_mount 4 /sys/fs/bpf = 0
			@1 open 0 /sys/fs/bpf = 19
			@1 token 19 = 20
			open 0 /sys/fs/bpf = 3
			token 3 = -95`)
		if r >= abi.R(6, 18, 0) {
			k.script("@1 info 6 32 = 0\n@1 info 6 10 = 0\n@1 btfbyid 1 0 0 = -1")
		} else {
			k.script("@1 info 6 32 = -22")
		}
		lines, _ := k.k.Fdinfo(k.k.Task(1), 6)
		want := "pos:\t0|flags:\t02000002|allowed_cmds:\tany|allowed_maps:\tany|allowed_progs:\tany|allowed_attachs:\tany"
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("fdinfo on %s: %q, want %q", r, got, want)
		}
	}
}

// TestTokensAllowWhatIsDelegated has a token for arrays alone, one without capabilities, and a file system without any.
func TestTokensAllowWhatIsDelegated(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	k.dance("delegate_cmds map_create", "delegate_maps array", "delegate_progs 0")
	k.script(`
		@1 token 5 = 6
		@1 map 1 ` + anyFlag + ` 6 = -1
		@1 map 2 ` + anyFlag + ` 6 = 7
		@1 map 16 ` + anyFlag + ` 6 = -1
		@1 map 14 ` + anyFlag + ` 6 = -1
		@1 prog 1 0 ` + anyFlag + ` 6 = -1
		@1 btf ` + anyFlag + ` 6 = -1
		@1 map 2 0x8010000 6 = -22`)
	lines, _ := k.k.Fdinfo(k.k.Task(1), 6)
	if got, want := strings.Join(lines[2:], "|"), "allowed_cmds:\t0x1|allowed_maps:\t0x4|allowed_progs:\t0x0|allowed_attachs:\t0x0"; got != want {
		t.Errorf("fdinfo: %q, want %q", got, want)
	}
	k = newMmapKernel(t, abi.R(6, 18, 0))
	k.dance()
	k.script("@1 token 5 = -2")
	k = newMmapKernel(t, abi.R(6, 18, 0))
	k.dance(everything...)
	k.script(`
		@1 token 5 = 6
		@1 caps 8000001000 = 0
		@1 token 5 = 7
		@1 map 1 ` + anyFlag + ` 6 = 8
		@1 map 14 ` + anyFlag + ` 6 = 9
		@1 prog 6 0 ` + anyFlag + ` 6 = 10
		@1 prog 5 0 ` + anyFlag + ` 6 = -1
		@1 btf ` + anyFlag + ` 6 = 11
		@1 caps 1000 = 0
		@1 token 5 = -1
		@1 map 1 ` + anyFlag + ` 6 = -1
		@1 prog 1 0 ` + anyFlag + ` 6 = -1
		@1 btf ` + anyFlag + ` 6 = -1`)
}

// TestUserNamespacesCannotMount has the results of 6.1 and 6.18 for a task in a new user namespace, alone and with its own
// mounts.
func TestUserNamespacesCannotMount(t *testing.T) {
	for _, r := range []abi.Release{abi.R(6, 1, 0), abi.R(6, 18, 0)} {
		k := newMmapKernel(t, r)
		k.script(`
			clone 1 10000000 = 1
			@1 fsopen 0 = -1
			@1 mount /sys/fs/bpf rw = -1
			@1 unshare 20000 = 0
			@1 fsopen 0 = 3
			@1 fsconfig 3 mode 0700 = 0
			@1 fscreate 3 = -1
			@1 fsmount 3 0 = -22
			@1 mount /sys/fs/bpf rw = -1
			uid 1000 = 0
			unshare 20000 = -1
			fsopen 0 = -1`)
	}
}

// TestUmountReleasesPins pins a map in a second file system, and unmounts it: by umount, and by the exit of the only task of
// its mount namespace.
func TestUmountReleasesPins(t *testing.T) {
	for _, end := range []string{"@1 umount /sys/fs/bpf/m = 0", "@1 exit = 0"} {
		k := newMmapKernel(t, abi.R(6, 18, 0))
		k.script("mkdir /sys/fs/bpf/m 511 = 0\nclone 1 20000 = 1\n@1 mount /sys/fs/bpf/m rw = 0")
		k.do(by(1, core.Call{Op: core.OpClose, Args: core.Args{1}}))
		fd := k.do(scriptCall(t, k.r, "@1 map 2 0 0"))
		pin := k.pinCall("m/p", uint64(fd))
		k.want(by(1, pin), 0)
		if pins := k.k.View().Pins; len(pins) != 1 || pins[0].Path != bpffs+"m/p" {
			t.Errorf("the view shows the pins %v", pins)
		}
		k.want(k.pinCall("m/p", 0), -2) // task 0 does not see the mount
		k.script(fmt.Sprintf("@1 close %d = 0\n%s\nwork = 0", fd, end))
		k.do(core.Call{Op: core.OpWork})
		if n := len(k.k.Maps()); n != 0 {
			t.Errorf("after %s, %d maps are left", end, n)
		}
	}
}

// TestTokensAreReleased closes a token. bpf_token_create reserves its descriptor after all other checks.
func TestTokensAreReleased(t *testing.T) {
	for _, r := range []abi.Release{abi.R(6, 12, 0), abi.R(7, 3, 0)} {
		k := newMmapKernel(t, r)
		k.dance(everything...)
		tokens := func() (n int) {
			for _, f := range k.k.View().Files {
				if f.Object == "token" {
					n++
				}
			}
			return n
		}
		k.script(`
			@1 rlimit nofile 6 = 0
			@1 token 5 = -24
			@1 token 5 1 = -22
			@1 rlimit nofile 7 = 0
			@1 token 5 = 6`)
		if n := tokens(); n != 1 {
			t.Errorf("%s has %d tokens, want 1", r, n)
		}
		k.script(`
			@1 close 5 = 0
			@1 close 4 = 0
			@1 close 3 = 0
			@1 close 6 = 0
			@1 token 6 = -9`)
		if n := tokens(); n != 0 {
			t.Errorf("%s has %d tokens after it was closed", r, n)
		}
	}
}
