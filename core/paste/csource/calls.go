package csource

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/syz"
	"bpfplay/core/table"
)

// call executes a function that a program calls. before holds the tokens that precede it in the statement.
type call func(p *program, before []token, args [][]token) (did bool, why string)

// calls has the functions that are more than a system call with numbers. They call each other.
var calls table.Listed[string, call]

func init() {
	calls = table.Listed[string, call]{
		{"syscall", syscall}, {"bpf", bpf}, {"sys_bpf", bpf},
		{"syz_create_resource", createResource},
		{"fork", fork}, {"unlink", unlink},
		{"memset", memset}, {"memcpy", memcpy}, {"strcpy", memcpy}, {"strncpy", memcpy}, {"sprintf", sprintf}, {"STORE_BY_BITMASK", bitmask},
		{"LIBBPF_OPTS", options}, {"DECLARE_LIBBPF_OPTS", options},

		// Functions of the programs that package export writes.
		{"leave", leave}, {"usleep", work}, {"page", page}, {"said", said}, {"report", report},
	}
}

// plainCalls are the functions that are a system call with numbers. The last ones are of the programs that package export writes.
var plainCalls = table.Listed[string, string]{
	{"close", "close"}, {"dup", "dup"}, {"dup2", "dup2"}, {"dup3", "dup3"}, {"fcntl", "fcntl"},
	{"fresh", "exec"}, {"set_nofile", "nofile"}, {"set_memlock", "memlock"}, {"set_uid", "uid"}, {"set_caps", "caps"}, {"fdinfo", "fdinfo"},
}

// callNamed returns the call of a function; nil if it is not known.
func callNamed(name string) call {
	if does, ok := calls.Find(name); ok {
		return does
	}
	if as, ok := plainCalls.Find(name); ok {
		return plain(as)
	}
	for i := range wrappers {
		if wrappers[i].name == name {
			return libbpf(&wrappers[i])
		}
	}
	return nil
}

// given evaluates the first n arguments.
func (p *program) given(args [][]token, n int) ([]uint64, string) {
	if len(args) < n {
		return nil, fmt.Sprintf("%d arguments: want %d", len(args), n)
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

func syscall(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) == 0 || len(args[0]) != 1 {
		return false, "the call number is unknown: want a name such as __NR_bpf"
	}
	name := args[0][0].text
	for _, front := range [...]string{"__NR_", "SYS_", "__NR3264_"} {
		name = strings.TrimPrefix(name, front)
	}
	switch known := callNamed(name); {
	case name == "321" || name == "bpf":
		return bpf(p, before, args[1:])
	case known != nil && slices.Contains(syz.Descriptors, name):
		return known(p, before, args[1:])
	case len(before) == 0 || slices.Contains(syz.NoDescriptors, name):
		return false, "does not affect maps"
	}
	return plain(name)(p, before, args[1:])
}

// bpf reads bpf(cmd, attr, size).
func bpf(p *program, before []token, args [][]token) (did bool, why string) {
	values, why := p.given(args, 3)
	if why != "" {
		return false, why
	}
	c := paste.Call{Name: "bpf", Cmd: abi.Cmd(uint32(values[0])), Addr: values[1], Size: uint32(values[2])}
	p.reach(&c)
	p.add(c)
	p.keep(before)
	return true, ""
}

// areas lists the addresses at which reproducers map 16 MiB of memory.
var areas = [...]uint64{0x20000000, 0x200000000000}

// reach adds the mapped memory that the call points to.
func (p *program) reach(c *paste.Call) {
	if !p.made {
		return
	}
	touch := func(addr, n uint64) {
		for _, area := range areas {
			if addr >= area && addr < area+16<<20 {
				p.memory().Touch(addr, n)
			}
		}
	}
	touch(c.Addr, uint64(min(c.Size, core.PAGE_SIZE)))
	if row := c.Cmd.Known(abi.Newest); row != nil {
		for _, f := range row.Fields {
			if f.Kind == abi.KindPointer || f.Kind == abi.KindPath {
				touch(f.Value(p.memory().Read(c.Addr, f.End())), 1)
			}
		}
	}
}

// plain reads a call whose arguments are numbers.
func plain(name string) call {
	return func(p *program, before []token, args [][]token) (did bool, why string) {
		c := paste.Call{Name: name}
		for i, a := range args {
			value, why := p.names.value(a)
			if why != "" {
				return false, why
			}
			if value.ref != nil {
				value.ref.In, value.ref.Nr = paste.RefArg, i
				c.Refs = append(c.Refs, *value.ref)
			}
			c.Args = append(c.Args, int64(value.v))
		}
		p.add(c)
		p.keep(before)
		return true, ""
	}
}

// fork reads res = fork(). It ignores other forks in generated programs.
func fork(p *program, before []token, args [][]token) (did bool, why string) {
	if p.made && (len(before) != 2 || !before[0].is("res")) {
		return false, "starts a process that does not affect maps"
	}
	return plain("fork")(p, before, nil)
}

// createResource reads res = syz_create_resource(r[0]), which returns its argument.
func createResource(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) > 0 {
		if value, why := p.names.value(args[0]); why == "" && value.ref != nil {
			p.keepRef(before, *value.ref)
		}
	}
	return false, "returns its argument"
}

func unlink(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) != 1 || len(args[0]) != 1 {
		return false, "invalid path: want text in quotes"
	}
	path, ok := args[0][0].bytes()
	if !ok {
		return false, "invalid path: want text in quotes"
	}
	p.add(paste.Call{Name: "unlink", Path: string(path)})
	p.keep(before)
	return true, ""
}

// leave reads leave(3): the task exits in call 3.
func leave(p *program, before []token, args [][]token) (did bool, why string) {
	return plain("exit")(p, before, nil)
}

// work reads usleep, during which the worker frees maps.
func work(p *program, before []token, args [][]token) (did bool, why string) {
	if p.made && !p.ours {
		return false, ""
	}
	return plain("work")(p, before, nil)
}

// page reads page(0x20000000), which maps a page.
func page(p *program, before []token, args [][]token) (did bool, why string) {
	values, why := p.given(args, 1)
	if why == "" {
		p.memory().Touch(values[0], 1)
	}
	return why == "", why
}

// report reads report(3, -22) of an exported program: the result of call 3.
func report(p *program, before []token, args [][]token) (did bool, why string) {
	if !p.ours {
		return false, ""
	}
	return said(p, before, args)
}

// said reads said(3, -22), the report of programs from earlier versions.
func said(p *program, before []token, args [][]token) (did bool, why string) {
	if len(p.calls) == 0 || len(args) != 2 {
		return false, ""
	}
	if ret, why := p.names.number(args[1]); why == "" {
		signed := int64(ret)
		p.calls[len(p.calls)-1].Result = &signed
	}
	return true, ""
}
