package paste

import (
	"bytes"
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

// destination is where a function writes to: an address, or a member of an attr.
func (p *cProgram) destination(tokens []cToken) (uint64, string) {
	for len(tokens) > 1 && tokens[0].is("(") {
		end := cClosing(tokens, 0)
		if end < 0 || !isCType(tokens[1:end]) {
			break
		}
		tokens = tokens[end+1:]
	}
	if len(tokens) > 2 && tokens[0].is("&") {
		if addr, _, ok := p.member(tokens[1:]); ok {
			return addr, ""
		}
	}
	if addr, _, ok := p.member(tokens); ok {
		return addr, ""
	}
	return p.names.number(tokens)
}

func cMemset(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(args) != 3 {
		return false, "3 arguments were expected"
	}
	addr, why := p.destination(args[0])
	if why != "" {
		return false, why
	}
	values, why := p.given(args[1:], 2)
	if why != "" {
		return false, why
	}
	if !p.memory().fits(addr, values[1]) {
		return false, fmt.Sprintf("0x%x is no place for %d bytes", addr, values[1])
	}
	return p.fill(addr, bytes.Repeat([]byte{byte(values[0])}, int(values[1])))
}

func (p *cProgram) fill(addr uint64, bytes []byte) (did bool, why string) {
	if !p.memory().write(addr, bytes) {
		return false, fmt.Sprintf("0x%x is no place for %d bytes", addr, len(bytes))
	}
	return true, ""
}

// cMemcpy reads memcpy, strcpy and strncpy of a string, or of another place in memory.
func cMemcpy(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(args) < 2 {
		return false, "an address and a string were expected"
	}
	addr, why := p.destination(args[0])
	if why != "" {
		return false, why
	}
	var stored []byte
	isText := len(args[1]) > 0 && args[1][0].kind == cString
	for _, t := range args[1] {
		piece, ok := t.bytes()
		if isText && !ok {
			return false, "a string in quotes was expected"
		}
		stored = append(stored, piece...)
	}
	stored = append(stored, 0)
	if len(args) > 2 {
		n, why := p.names.number(args[2])
		if why != "" {
			return false, why
		}
		if !p.memory().fits(addr, n) || isText && n > uint64(len(stored)) && n > core.PAGE_SIZE {
			return false, fmt.Sprintf("%d bytes are too many", n)
		}
		stored = append(stored, make([]byte, max(0, int(n)-len(stored)))...)[:n]
	}
	if !isText {
		from, why := p.destination(args[1])
		if why != "" || len(args) < 3 {
			return false, why
		}
		stored = p.memory().read(from, len(stored))
	}
	return p.fill(addr, stored)
}

// cSprintf reads the forms in which syzkaller stores numbers as text.
func cSprintf(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(args) != 3 || len(args[1]) != 1 {
		return false, cNoCall
	}
	addr, why := p.destination(args[0])
	if why != "" {
		return false, why
	}
	form, _ := args[1][0].bytes()
	form = []byte(strings.NewReplacer("llu", "d", "llx", "x", "llo", "o").Replace(string(form)))
	for _, known := range syzDigits {
		if string(form) == known {
			v, why := p.names.number(args[2])
			if why != "" {
				return false, why
			}
			return p.fill(addr, fmt.Appendf(nil, known, v))
		}
	}
	return false, cNoCall
}

// cBitmask reads STORE_BY_BITMASK(type, htobe, addr, value, offset, length): some bits of a number.
func cBitmask(p *cProgram, before []cToken, args [][]cToken) (did bool, why string) {
	if len(args) != 6 {
		return false, "6 arguments were expected"
	}
	values, why := p.given(args[2:], 4)
	size := cTypeSize(args[0])
	if why != "" || size == 0 || len(args[1]) > 0 || values[2]+values[3] > uint64(8*size) {
		return false, strings.TrimSpace(why + " the bits cannot be read")
	}
	memory := p.memory()
	field := abi.Field{Kind: abi.KindU64}
	old := field.Value(memory.read(values[0], size))
	mask := (uint64(1)<<values[3] - 1) << values[2]
	return memory.put(values[0], old&^mask|values[1]<<values[2]&mask, size), ""
}
