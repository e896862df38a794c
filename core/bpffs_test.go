package core_test

import (
	"slices"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

const bpffs = "/sys/fs/bpf/"

func pathCall(op core.Op, path, to string) core.Call {
	c := core.Call{Op: op, Path: bpffs + path}
	if len(op.Args()) > 1 && op != core.OpMkdir {
		c.To = bpffs + to
	}
	switch op {
	case core.OpMkdir:
		c.Args[1] = 0o777
	case core.OpSymlink:
		c.Path = path
	}
	return c
}

// pinCall is BPF_OBJ_PIN of a descriptor, or BPF_OBJ_GET if it is 0.
func (k mmapKernel) pinCall(path string, fd uint64) core.Call {
	const at = core.ArenaStart + 0x1000
	a := fieldValues{&abi.Pathname: at, &abi.ObjFD: fd}
	cmd := abi.BPF_OBJ_PIN
	if fd == 0 {
		cmd = abi.BPF_OBJ_GET
	}
	return a.call(k.r, cmd, core.Write{Addr: at, Bytes: append([]byte(bpffs+path), 0)})
}

// TestBpffsReturnsWhatLinuxReturns has the results of Linux 6.18, in the order of the calls.
func TestBpffsReturnsWhatLinuxReturns(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	fd := k.array(0)
	const mkdir, rmdir, rename, link, symlink, unlink = core.OpMkdir, core.OpRmdir, core.OpRename, core.OpLink, core.OpSymlink, core.OpUnlink
	const pin, get = core.OpBpf, core.OpFdinfo // stand for commands
	for _, c := range []struct {
		op       core.Op
		path, to string
		want     int64
	}{
		{mkdir, "d", "", 0}, {mkdir, "d", "", -17}, {mkdir, "d.x", "", -1}, {mkdir, ".", "", -17}, {mkdir, "..", "", -17}, {mkdir, "d/", "", -17},
		{mkdir, "e/", "", 0}, {mkdir, "x/y", "", -2}, {mkdir, "", "", -17}, {mkdir, "d/e", "", 0},
		{pin, "p", "", 0}, {pin, "d/q", "", 0}, {pin, "l1", "", 0},
		{symlink, "p", "s", 0}, {symlink, "p", "s", -17}, {symlink, "p", "s.x", -1}, {symlink, "/nowhere", "t", 0}, {symlink, "..", "up", 0},
		{symlink, "x.y", "w", 0}, {symlink, "loop", "loop", 0}, {symlink, "", "em", -2}, {symlink, "d", "ds", 0},
		{get, "s", "", 4}, {get, "t", "", -2}, {get, "up/bpf/p", "", 5}, {get, "loop", "", -40}, {get, "ds/q", "", 6}, {get, "s/", "", -20},
		{get, "ds", "", -13}, {get, "w", "", -1}, {get, "d/q/", "", -20},
		{pin, "s", "", -17}, {pin, "t", "", -17}, {pin, "ds/r", "", 0}, {pin, "loop/z", "", -40},
		{link, "p", "h", 0}, {link, "p", "h", -17}, {link, "p", "h.x", -1}, {link, "d", "hd", -1}, {link, "nope", "n", -2}, {link, "s", "hs", 0},
		{link, "p", "../x", -18}, {link, "../../../init", "x", -18},
		{rename, "p", "p", 0}, {rename, "p", "h", 0}, {rename, "nope", "n", -2}, {rename, "h", "h2", 0}, {rename, "h2", "d", -21}, {rename, "d", "h2", -20},
		{rename, "d", "d/e/f", -22}, {rename, "d", "d/sub", -22}, {rename, "d", "d2", 0}, {rename, "d2", "d3.x", -1}, {rename, "d2", "d", 0},
		{rename, "h2", "x/y", -2}, {rename, "s", "s2", 0}, {rename, "d", "", -18}, {rename, "d/", "dd", 0}, {rename, "p", "zz/", -20},
		{mkdir, "em1", "", 0}, {mkdir, "em2", "", 0},
		{rename, "em1", "em2", 0}, {rename, "em2", "dd", -39}, {rename, "dd", "em2", 0}, {rename, "p", "em2", -21}, {rename, "p", "../x", -18},
		{rmdir, "nope", "", -2}, {rmdir, "p", "", -20}, {rmdir, "em2", "", -39}, {rmdir, "s2", "", -20}, {rmdir, "d.x", "", -1}, {rmdir, ".", "", -22},
		{rmdir, "em1", "", -2}, {rmdir, "up", "", -20}, {rmdir, "e", "", 0}, {rmdir, "e", "", -2},
		{unlink, "ds", "", 0}, {unlink, "nope.x", "", -1}, {unlink, "em2", "", -21},
	} {
		call := pathCall(c.op, c.path, c.to)
		switch c.op {
		case pin:
			call = k.pinCall(c.path, fd)
		case get:
			call = k.pinCall(c.path, 0)
		}
		if got := k.do(call); got != c.want {
			t.Errorf("%s of %q and %q: got %d, want %d", c.op.Name(), c.path, c.to, got, c.want)
		}
	}
	k.want(pathCall(core.OpList, "", ""), 0)
	if got, want := k.k.Text(), []string{"em2/", "h2", "hs -> p", "l1", "loop -> loop", "p", "s2 -> p", "t -> /nowhere", "up -> ..", "w -> x.y"}; !slices.Equal(got, want) {
		t.Errorf("the directory has %q, want %q", got, want)
	}
	k.want(pathCall(core.OpList, "p", ""), -20)
	k.want(core.Call{Op: core.OpMkdir, Path: "/newdir", Args: core.Args{0, 0o755}}, core.NotEmulated)
}

// TestLastNameReleasesAMap unlinks and replaces the names of a map that nothing else holds.
func TestLastNameReleasesAMap(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	fd := k.array(0)
	k.want(k.pinCall("a", fd), 0)
	k.want(pathCall(core.OpLink, "a", "b"), 0)
	k.want(core.Call{Op: core.OpClose, Args: core.Args{fd}}, 0)
	k.want(pathCall(core.OpUnlink, "a", ""), 0)
	if k.do(core.Call{Op: core.OpWork}); len(k.k.Maps()) != 1 {
		t.Fatal("unlinking one of two names releases the map")
	}
	other := k.array(0)
	k.want(k.pinCall("c", other), 0)
	k.want(pathCall(core.OpRename, "c", "b"), 0)
	if k.do(core.Call{Op: core.OpWork}); len(k.k.Maps()) != 1 {
		t.Errorf("%d maps are left, want the one that took over the name", len(k.k.Maps()))
	}
}

// TestDirectoriesNeedPermission has a user without capabilities work in the directory of another one.
func TestDirectoriesNeedPermission(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	k.want(pathCall(core.OpMkdir, "d", ""), 0)
	k.want(pathCall(core.OpMkdir, "d/e", ""), 0)
	k.want(core.Call{Op: core.OpUID, Args: core.Args{1000}}, 0)
	for _, c := range []struct {
		op       core.Op
		path, to string
		want     int64
	}{
		{core.OpMkdir, "mine", "", 0}, {core.OpMkdir, "d/f", "", -13}, {core.OpSymlink, "x", "d/s", -13}, {core.OpRmdir, "d/e", "", -13},
		{core.OpRmdir, "d", "", -1}, {core.OpRename, "d", "d2", -1}, {core.OpRename, "mine", "d/mine", -13}, {core.OpRmdir, "mine", "", 0}, {core.OpList, "d", "", 0},
	} {
		if got := k.do(pathCall(c.op, c.path, c.to)); got != c.want {
			t.Errorf("%s of %q and %q: got %d, want %d", c.op.Name(), c.path, c.to, got, c.want)
		}
	}
}
