package paste

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// cCall is what a function that a program calls does. before is what stands in front of it in the statement.
type cCall func(p *cProgram, before []cToken, args [][]cToken) (did bool, why string)

var cCalls map[string]cCall

func init() {
	cCalls = map[string]cCall{
		"syscall": cSyscall, "bpf": cBpf, "sys_bpf": cBpf,
		"close": cPlain("close"), "dup": cPlain("dup"), "dup2": cPlain("dup2"), "dup3": cPlain("dup3"), "fcntl": cPlain("fcntl"),
		"fork": cFork, "unlink": cUnlink,
		"memset": cMemset, "memcpy": cMemcpy, "strcpy": cMemcpy, "strncpy": cMemcpy, "sprintf": cSprintf, "STORE_BY_BITMASK": cBitmask,

		// What our own programs call.
		"fresh": cPlain("exec"), "leave": cLeave, "set_nofile": cPlain("nofile"), "set_memlock": cPlain("memlock"),
		"set_uid": cPlain("uid"), "set_caps": cPlain("caps"), "fdinfo": cPlain("fdinfo"), "usleep": cWork,
		"page": cPage, "said": cSaid,
	}
}

// given evaluates so many arguments.
func (p *cProgram) given(args [][]cToken, n int) ([]uint64, string) {
	if len(args) < n {
		return nil, fmt.Sprintf("%d arguments were expected, not %d", n, len(args))
	}
	var values []uint64
	for _, a := range args[:n] {
		v, why := p.names.number(a)
		if why != "" {
			return nil, why
		}
		values = append(values, v)
	}
	return values, ""
}

func cSyscall(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(args) == 0 || len(args[0]) != 1 {
		return false, "which call this is cannot be read: a name such as __NR_bpf was expected"
	}
	name := args[0][0].text
	for _, front := range [...]string{"__NR_", "SYS_", "__NR3264_"} {
		name = strings.TrimPrefix(name, front)
	}
	switch known := cCalls[name]; {
	case name == "321" || name == "bpf":
		return cBpf(p, before, args[1:])
	case known != nil && syzDescriptors[name]:
		return known(p, before, args[1:])
	case len(before) == 0 || syzNoDescriptors[name]:
		return false, "has nothing to do with maps"
	}
	return cPlain(name)(p, before, args[1:])
}

// cBpf reads bpf(cmd, attr, size).
func cBpf(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	values, why := p.given(args, 3)
	if why != "" {
		return false, why
	}
	c := Call{Name: "bpf", Cmd: abi.Cmd(uint32(values[0])), Addr: values[1], Size: uint32(values[2])}
	p.reach(&c)
	p.add(c)
	p.keep(before)
	return true, ""
}

// cAreas are the addresses where reproducers of syzkaller have memory: 16 MiB from there on.
var cAreas = [...]uint64{0x20000000, 0x200000000000}

// reach makes sure that the memory is there which a reproducer has mapped and the call leads to.
func (p *cProgram) reach(c *Call) {
	if !p.made {
		return
	}
	touch := func(addr, n uint64) {
		for _, area := range cAreas {
			if addr >= area && addr < area+16<<20 {
				p.memory().touch(addr, n)
			}
		}
	}
	touch(c.Addr, uint64(min(c.Size, core.PAGE_SIZE)))
	if row := c.Cmd.Known(abi.Newest); row != nil {
		for _, f := range row.Fields {
			if f.Kind == abi.KindPointer || f.Kind == abi.KindPath {
				touch(f.Value(p.memory().read(c.Addr, f.End())), 1)
			}
		}
	}
}

// cPlain reads a call whose arguments are numbers.
func cPlain(name string) cCall {
	return func(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
		c := Call{Name: name}
		for i, a := range args {
			value, why := p.names.value(a)
			if why != "" {
				return false, why
			}
			if value.ref != nil {
				value.ref.In, value.ref.Nr = RefArg, i
				c.Refs = append(c.Refs, *value.ref)
			}
			c.Args = append(c.Args, int64(value.v))
		}
		p.add(c)
		p.keep(before)
		return true, ""
	}
}

// cFork reads res = fork(); a program that was made by syzkaller forks for itself.
func cFork(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if p.made && (len(before) != 2 || !before[0].is("res")) {
		return false, "starts a process that has nothing to do with maps"
	}
	return cPlain("fork")(p, before, nil)
}

func cUnlink(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(args) != 1 || len(args[0]) != 1 {
		return false, "a path in quotes was expected"
	}
	path, ok := args[0][0].bytes()
	if !ok {
		return false, "a path in quotes was expected"
	}
	p.add(Call{Name: "unlink", Path: string(path)})
	p.keep(before)
	return true, ""
}

// cLeave reads leave(3): the task exits in call 3.
func cLeave(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	return cPlain("exit")(p, before, nil)
}

// cWork reads usleep: the worker has time to free maps.
func cWork(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if p.made && !p.ours {
		return false, ""
	}
	return cPlain("work")(p, before, nil)
}

// cPage reads page(0x20000000): a page appears there.
func cPage(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	values, why := p.given(args, 1)
	if why == "" {
		p.memory().touch(values[0], 1)
	}
	return why == "", why
}

// cSaid reads said(3, -22): call 3 answered so.
func cSaid(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(p.calls) == 0 || len(args) != 2 {
		return false, ""
	}
	if ret, why := p.names.number(args[1]); why == "" {
		signed := int64(ret)
		p.calls[len(p.calls)-1].Ret = &signed
	}
	return true, ""
}
