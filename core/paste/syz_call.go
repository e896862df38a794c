package paste

import (
	"bytes"
	"slices"
	"strings"

	"bpfplay/core/abi"
)

// syzDescriptors are the calls besides bpf that change descriptors, paths or users, whether or not their result is used.
var syzDescriptors = map[string]bool{"unlink": true, "setresuid": true, "close": true, "close_range": true, "dup": true, "dup2": true, "dup3": true, "fcntl": true}

// syzNoDescriptors are calls whose results are no descriptors.
var syzNoDescriptors = map[string]bool{"mmap": true, "read": true, "write": true, "getpid": true, "gettid": true, "shmat": true, "shmget": true, "fork": true, "syz_clone": true, "syz_clone3": true, "clone": true, "clone3": true}

// bpf fills in a call of bpf.
func (l *syzLayout) bpf(c *Call, variant string, args []*syzArg) (why string) {
	row, known := syzNamed(variant)
	args = append(slices.Clone(args), &syzArg{}, &syzArg{}, &syzArg{}) // what is left out
	cmd, attr, size := args[0], args[1], args[2]
	switch {
	case cmd.kind == syzNumber:
		c.Cmd = abi.Cmd(uint32(cmd.v))
	case cmd.kind == syzAuto && known:
		c.Cmd = row.cmd
	default:
		return "the first argument is not a command: a number such as 0x0 was expected"
	}
	if !known {
		row.attr = syzAttrs[c.Cmd]
	}
	end := uint64(0)
	switch attr.kind {
	case syzPointer:
		end = l.attr(c, row, attr)
	case syzNumber:
		c.Addr = syzSpecial(attr.v)
	case syzNil:
	default:
		return "the second argument is not an address such as &(0x7f0000000000)"
	}
	switch size.kind {
	case syzNumber:
		c.Size = uint32(size.v)
	case syzAuto:
		c.Size = uint32(end - c.Addr)
	default:
		return "the third argument is not a size such as 0x48"
	}
	l.path(c)
	return ""
}

// attr places the attr of a call, and gives the address behind it.
func (l *syzLayout) attr(c *Call, row syzCall, attr *syzArg) (end uint64) {
	c.Addr = l.address(attr)
	var inner *syzArg
	if len(attr.inner) > 0 {
		inner = attr.inner[0]
	}
	layOut := row.attr
	if inner != nil && inner.kind == syzUnion {
		if option := syzOptions[row.cmd][inner.name]; option != nil {
			layOut = option
		}
	}
	if layOut == nil {
		layOut = &syzBytes
		if inner != nil && inner.kind != syzData && !isAnyBlob(inner) {
			l.lose("the attr: the fields of %v are not read", c.Cmd)
			inner = nil
		}
	}
	end = l.place(inner, layOut, c.Addr)
	l.touch(c.Addr, end-c.Addr)
	return end
}

func isAnyBlob(a *syzArg) bool {
	return a.kind == syzList && len(a.inner) > 0 && a.inner[0].kind == syzUnion && strings.HasPrefix(a.inner[0].name, "ANY")
}

// path notes the path of pin and get, as far as the program stores one.
func (l *syzLayout) path(c *Call) {
	if c.Cmd == abi.BPF_OBJ_PIN || c.Cmd == abi.BPF_OBJ_GET {
		if at := abi.Pathname.Value(l.read(c.Addr, abi.Pathname.End())); at != 0 {
			c.Path = l.text(at)
		}
	}
}

// others fills in the arguments of any other call.
func (l *syzLayout) others(c *Call, args []*syzArg) {
	for i, a := range args {
		v := int64(a.v)
		switch a.kind {
		case syzResult:
			ref, ok := l.results[a.name]
			v = -1
			if ok {
				ref.Div, ref.Add, ref.In, ref.Nr = a.div, a.add, RefArg, i
				c.Refs = append(c.Refs, ref)
				v = 0
			} else {
				l.lose("%s: -1 stands for it, as no call of this text gives it", a.name)
			}
		case syzPointer:
			at := l.address(a)
			if len(a.inner) > 0 && a.inner[0].kind == syzData {
				l.lead(a, &syzBytes, at)
				c.Path = string(bytes.TrimRight(a.inner[0].data, "\x00"))
			}
			v = int64(at)
			named(a, at, l.gives)
		case syzNumber:
		default:
			v = 0
		}
		c.Args = append(c.Args, v)
	}
}

// named finds the results that the kernel leaves among the numbers of four bytes at an address, as socketpair does.
func named(a *syzArg, at uint64, gives map[string]uint64) {
	for i, inner := range a.inner {
		if inner.gives != "" {
			gives[inner.gives] = at + uint64(4*i)
		}
		if inner.kind == syzList && a.kind == syzPointer {
			named(inner, at, gives)
		}
	}
}
