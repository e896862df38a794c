package syz

import (
	"bytes"
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// Descriptors lists the calls besides bpf that change descriptors, paths or users. They count even if no later call
// uses their result.
var Descriptors = []string{"unlink", "setresuid", "close", "close_range", "dup", "dup2", "dup3", "fcntl"}

// NoDescriptors lists calls that do not return a descriptor.
var NoDescriptors = []string{"mmap", "read", "write", "getpid", "gettid", "shmat", "shmget", "fork", "syz_clone", "syz_clone3", "clone", "clone3"}

// bpf fills in a bpf() call and returns why it cannot, or "".
func (l *layout) bpf(c *paste.Call, variant string, args []*arg) (why string) {
	row, known := variantNamed(variant)
	args = append(slices.Clone(args), &arg{}, &arg{}, &arg{}) // omitted arguments
	cmd, attr, size := args[0], args[1], args[2]
	switch {
	case cmd.kind == number:
		c.Cmd = abi.Cmd(uint32(cmd.v))
	case cmd.kind == autoArg && known:
		c.Cmd = row.cmd
	default:
		return "the first argument is not a command: want a number such as 0x0"
	}
	if !known {
		row.attr = attrs.At(c.Cmd)
	}
	end := uint64(0)
	switch attr.kind {
	case pointer:
		end = l.attr(c, row, attr)
	case number:
		c.Addr = special(attr.v)
	case nilArg:
	default:
		return "the second argument is not an address such as &(0x7f0000000000)"
	}
	switch size.kind {
	case number:
		c.Size = uint32(size.v)
	case autoArg:
		c.Size = uint32(end - c.Addr)
	default:
		return "the third argument is not a size such as 0x48"
	}
	SetPath(l.Stores, c)
	return ""
}

// attr places the attr of a call and returns its end.
func (l *layout) attr(c *paste.Call, row call, attr *arg) (end uint64) {
	c.Addr = l.address(attr)
	var inner *arg
	if len(attr.inner) > 0 {
		inner = attr.inner[0]
	}
	layOut := row.attr
	if inner != nil && inner.kind == union {
		if option := options.At(row.cmd).Of(inner.name); option != nil {
			layOut = option
		}
	}
	if inner != nil && inner.kind == list && len(inner.inner) > 0 && !isAnyBlob(inner) {
		if layOut == load && leavesOut(inner.inner[:min(len(inner.inner), 3)]) || layOut == loadBTF && !isBytes(inner.inner[0]) {
			layOut = nil
		}
	}
	if layOut == nil {
		layOut = blob
		if inner != nil && inner.kind != data && !isAnyBlob(inner) {
			l.lose("the attr: the fields of %v are not read", c.Cmd)
			inner = nil
		}
	}
	end = l.place(inner, layOut, c.Addr)
	l.Touch(c.Addr, end-c.Addr)
	return end
}

// isBytes reports whether an argument leads to bytes, not to the structs of the descriptions.
func isBytes(a *arg) bool {
	return a.kind != pointer || len(a.inner) == 0 || a.inner[0].kind == data || isAnyBlob(a.inner[0])
}

func isAnyBlob(a *arg) bool {
	return a.kind == list && len(a.inner) > 0 && a.inner[0].kind == union && strings.HasPrefix(a.inner[0].name, "ANY")
}

// SetPath sets the path of a BPF_OBJ_PIN or BPF_OBJ_GET call if the program stored one.
func SetPath(stores *paste.Stores, c *paste.Call) {
	if c.Cmd == abi.BPF_OBJ_PIN || c.Cmd == abi.BPF_OBJ_GET {
		if at := abi.Pathname.Value(stores.Read(c.Addr, abi.Pathname.End())); at != 0 {
			c.Path = stores.Text(at)
		}
	}
}

// others fills in the arguments of any call except bpf().
func (l *layout) others(c *paste.Call, args []*arg) {
	for i, a := range args {
		v := int64(a.v)
		switch a.kind {
		case result:
			from, ok := l.results[a.name]
			v = -1
			ref := from.ref
			if from.isFixed {
				v = int64(a.computed(from.v))
			} else if ok {
				ref.Div, ref.Add, ref.In, ref.Nr = a.div, a.add, paste.RefArg, i
				c.Refs = append(c.Refs, ref)
				v = 0
			} else {
				l.lose("%s: no call of this text returns it, assumed -1", a.name)
			}
		case pointer:
			at := l.address(a)
			if len(a.inner) > 0 && a.inner[0].kind == data {
				l.lead(a, blob, at)
				c.Path = string(bytes.TrimRight(a.inner[0].data, "\x00"))
			}
			v = int64(at)
			named(a, at, l.gives)
		case number:
		default:
			v = 0
		}
		c.Args = append(c.Args, v)
	}
}

// named finds results that the kernel writes as four-byte numbers at an address, as socketpair does.
func named(a *arg, at uint64, gives map[string]uint64) {
	for i, inner := range a.inner {
		if inner.gives != "" {
			gives[inner.gives] = at + uint64(4*i)
		}
		if inner.kind == list && a.kind == pointer {
			named(inner, at, gives)
		}
	}
}
