package lesson

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// programs are the programs of a text. Their lines begin with % and a name. Calls in links load them by name.
type programs []program

type program struct {
	name string
	asm  *insn.Assembler
}

// add parses a line without its %: a name and assembly text. Lines with the same name continue a program.
func (p *programs) add(nr int, line string) error {
	name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
	if name == "" {
		return fmt.Errorf("program without a name: want a line such as %%pass r0 = 1; exit")
	}
	a := p.named(name)
	if a == nil {
		a = insn.NewAssembler()
		*p = append(*p, program{name, a})
	}
	a.Line(nr, 0, text)
	return nil
}

func (p programs) named(name string) *insn.Assembler {
	for i := range p {
		if p[i].name == name {
			return p[i].asm
		}
	}
	return nil
}

// programAddr is the address of the instructions of a loaded program. Its license is after them.
const programAddr = core.ArenaStart + 4*core.PAGE_SIZE

// programRoom is the size of the memory there.
const programRoom = 3 * core.PAGE_SIZE

// expand replaces each load(TYPE,NAME,LICENSE) of a link by the write of the program and the call that loads it. The license
// is GPL if it is left out.
func (p programs) expand(link string) (string, error) {
	parts := strings.Split(link, "/")
	for i, part := range parts {
		task, call := "", part
		if head, tail, dot := strings.Cut(part, "."); dot && strings.HasPrefix(tail, "load(") {
			task, call = head+".", tail
		}
		args, isLoad := strings.CutPrefix(call, "load(")
		if !isLoad {
			continue
		}
		args, _, _ = strings.Cut(args, ")")
		load, err := p.load(task, strings.Split(args, ","))
		if err != nil {
			return "", err
		}
		parts[i] = load
	}
	return strings.Join(parts, "/"), nil
}

// load returns the parts of a link that load a program.
func (p programs) load(task string, args []string) (string, error) {
	if len(args) < 2 || len(args) > 3 {
		return "", fmt.Errorf("invalid load of %d arguments: want load(TYPE,NAME) or load(TYPE,NAME,LICENSE)", len(args))
	}
	progType, ok := progTypeNamed(args[0])
	if !ok {
		return "", fmt.Errorf("invalid program type %q: want a name such as xdp", args[0])
	}
	asm := p.named(args[1])
	if asm == nil {
		return "", fmt.Errorf("no program %q: want a line such as %%%s r0 = 1; exit before the link", args[1], args[1])
	}
	assembled, err := asm.Finish()
	if err != nil {
		return "", fmt.Errorf("program %s: %w", args[1], err)
	}
	license := "GPL"
	if len(args) == 3 {
		license = args[2]
	}
	bytes := insn.AppendAll(nil, assembled.Insns)
	end := programAddr + uint64(len(bytes))
	bytes = append(append(bytes, license...), 0)
	if len(bytes) > programRoom {
		return "", fmt.Errorf("program %s has %d bytes: want at most %d", args[1], len(bytes), programRoom)
	}
	address := strconv.FormatUint(programAddr, 16)
	return task + "w(" + address + "," + hex.EncodeToString(bytes) + ")/" +
		task + "prog_load(" + strconv.Itoa(progType) + "," + strconv.Itoa(len(assembled.Insns)) + ",0x" + address + ",0x" + strconv.FormatUint(end, 16) + ")", nil
}

// progTypeNamed returns a program type by its name without BPF_PROG_TYPE_, in lower case.
func progTypeNamed(name string) (int, bool) {
	for i := range abi.ProgTypes {
		if abi.ProgTypes[i].Name == "BPF_PROG_TYPE_"+strings.ToUpper(name) {
			return i, true
		}
	}
	return 0, false
}
