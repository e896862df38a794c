package abi

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// StraceAttrMax is the largest size of which strace reads the attr: a page.
const StraceAttrMax = 4096

// stracePathMax is the room that strace gives a path, with its NUL.
const stracePathMax = 4096

// noNumaNode is the name of -1 as a memory node.
const noNumaNode = "NUMA_NO_NODE"

// straceHabit is how strace treats one field where neither the kind nor the release of the field tells it.
type straceHabit struct {
	alone  bool // printed only if size reaches it, although it came with the field before it
	along  bool // printed with the field before it, although it came later
	format func(uint64) string
	when   *Field // printed only if this field has a bit of mask
	mask   uint64
	value  uint64 // the value that has a name of its own
	name   string
}

var straceHabits = map[*Field]straceHabit{
	&NumaNode:       {when: &MapFlagsField, mask: 1 << 2, format: formatNumaNode, value: math.MaxUint32, name: noNumaNode}, // BPF_F_NUMA_NODE
	&MapIfindex:     {value: 1, name: `if_nametoindex("lo")`},
	&MapExtra:       {value: math.MaxUint64, name: "UINT64_MAX"},
	&MapTokenFD:     {alone: true},
	&UpdateFlags:    {along: true},
	&LookupFlags:    {format: formatLookupFlags},
	&LookupDelFlags: {format: formatLookupFlags},
	&BatchElem:      {format: formatLookupFlags},
	&BatchFlags:     {format: formatHex},
	&ObjFlags:       {format: formatSomeFlags(0xfc018)}, // RDONLY, WRONLY, and PATH_FD to the last
	&ObjPathFD:      {value: 1<<32 - 100, name: "AT_FDCWD"},
	&OpenFlags:      {format: formatSomeFlags(0x18)}, // RDONLY, WRONLY
}

// straceHides are the fields that strace leaves out of a command, since the kernel does not read them there.
var straceHides = map[Cmd][]*Field{
	BPF_MAP_UPDATE_BATCH: {&InBatch, &OutBatch},
	BPF_MAP_DELETE_BATCH: {&InBatch, &OutBatch, &BatchVals},
}

// StraceShows says whether strace prints a field of cmd at all, if size reaches it.
func StraceShows(cmd Cmd, f *Field, attr []byte) bool {
	habit := straceHabits[f]
	return !slices.Contains(straceHides[cmd], f) && (habit.when == nil || habit.when.Value(attr)&habit.mask != 0)
}

// StraceNamed finds the value that has a name in this field alone, such as NUMA_NO_NODE.
func (f *Field) StraceNamed(name string) (uint64, bool) {
	habit := straceHabits[f]
	return habit.value, habit.name != "" && habit.name == name
}

// FormatBpf prints a call as strace 6.18 would, without options:
//
//	bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16)
//
// Flags that are newer have their names too. attr is what lies at addr; if it is nil or shorter than size, it could not
// be read, and the address is printed, as for commands that have nothing to do with maps. path is what lies at
// pathname, "" if that is not known.
func FormatBpf(cmd Cmd, addr uint64, attr []byte, size uint32, path string) string {
	return formatBpf(cmd, addr, attr, size, path, (*straceAttr).more)
}

// FormatBpfVerbose is FormatBpf that tells every byte of attr: those that no field tells and that are not zero
// follow as extra_data="\x01\x02" /* bytes 4..5 */.
func FormatBpfVerbose(cmd Cmd, addr uint64, attr []byte, size uint32, path string) string {
	return formatBpf(cmd, addr, attr, size, path, (*straceAttr).rest)
}

// FormatResult prints a result as strace does: "= 3", or "= -1 EINVAL (Invalid argument)".
func FormatResult(ret int64) string {
	e := Errno(-ret)
	switch {
	case ret >= 0 || ret < -4095:
		return "= " + strconv.FormatInt(ret, 10)
	case ErrnoNamed(e.Name()) != e:
		return "= -1 (errno " + strconv.Itoa(int(e)) + ")"
	}
	return "= -1 " + e.Name() + " (" + e.Text() + ")"
}

// straceAttr is an attr while it is printed.
type straceAttr struct {
	bytes []byte
	told  []bool // the bytes that the printed fields tell
	path  string
	end   int // of the last field of the command
}

func formatBpf(cmd Cmd, addr uint64, attr []byte, size uint32, path string, remains func(*straceAttr) []string) string {
	shown := formatPointer(addr)
	row := cmd.Known(Newest)
	if row != nil && row.Fields != nil && 0 < size && size <= StraceAttrMax && int(size) <= len(attr) {
		a := &straceAttr{bytes: attr[:size], told: make([]bool, size), path: path, end: row.Last(Newest)}
		members := strings.Join(a.fields(row), ", ")
		if row.Member != "" {
			members = row.Member + "={" + members + "}"
		}
		shown = "{" + strings.Join(append([]string{members}, remains(a)...), ", ") + "}"
	}
	return "bpf(" + cmd.String() + ", " + shown + ", " + strconv.FormatUint(uint64(size), 10) + ")"
}

// fields are the members in order, up to the last that size reaches. Those that came to the kernel together are
// printed together, even if size ends among them.
func (a *straceAttr) fields(row *Command) []string {
	var members []string
	for i, f := range row.Fields {
		habit := straceHabits[f]
		together := i > 0 && (habit.along || f.Since == row.Fields[i-1].Since && !habit.alone)
		if !together && f.Offset >= len(a.bytes) {
			break
		}
		if StraceShows(row.Nr, f, a.bytes) {
			members = append(members, f.Name+"="+a.value(f))
		}
	}
	return members
}

func (a *straceAttr) value(f *Field) string {
	bytes := f.Bytes(a.bytes)
	if f.Kind == KindName {
		text, told := quote(bytes)
		a.tell(f.Offset, told)
		return text
	}
	if f.Kind == KindPath && a.path != "" {
		text, _ := quote(append([]byte(a.path), 0)[:min(len(a.path)+1, stracePathMax)])
		return text
	}
	a.tell(f.Offset, len(bytes))
	habit, v := straceHabits[f], f.Value(a.bytes)
	switch {
	case habit.format != nil:
		return habit.format(v)
	case habit.name != "" && v == habit.value:
		return habit.name
	}
	return f.Kind.Format(v)
}

func (a *straceAttr) tell(at, n int) {
	for i := range n {
		a.told[at+i] = true
	}
}

// more is "..." if bytes behind the last field are not zero.
func (a *straceAttr) more() []string {
	if IsZero(a.bytes[min(a.end, len(a.bytes)):]) {
		return nil
	}
	return []string{"..."}
}

// rest are the runs of bytes that are neither told nor zero.
func (a *straceAttr) rest() []string {
	var runs []string
	for at := 0; at < len(a.bytes); {
		end := at + 1
		for end < len(a.bytes) && end != a.end && a.told[end] == a.told[at] {
			end++
		}
		if run := a.bytes[at:end]; !a.told[at] && !IsZero(run) {
			runs = append(runs, "extra_data="+quoteHex(run)+" /* bytes "+strconv.Itoa(at)+".."+strconv.Itoa(end-1)+" */")
		}
		at = end
	}
	return runs
}

// IsZero reports whether all bytes are 0.
func IsZero(bytes []byte) bool {
	return !slices.ContainsFunc(bytes, func(b byte) bool { return b != 0 })
}

// formatNumaNode shows the number beside the name: no header for programs has NUMA_NO_NODE.
func formatNumaNode(v uint64) string {
	text := strconv.FormatUint(v, 10)
	if v == math.MaxUint32 {
		text += " /* " + noNumaNode + " */"
	}
	return text
}

func formatHex(v uint64) string {
	if v == 0 {
		return "0"
	}
	return "0x" + strconv.FormatUint(v, 16)
}

// formatSomeFlags prints a set of which strace knows only some bits for a field.
func formatSomeFlags(known uint64) func(uint64) string {
	flags := slices.DeleteFunc(slices.Clone(MapFlags), func(f Flag) bool { return f.Bit&known == 0 })
	return func(v uint64) string { return formatFlags(v, flags) }
}

// formatLookupFlags prints a set without the words of an update, which mean nothing to a lookup. It begins with the
// highest bit, as strace does since 7.0; those before know only one.
func formatLookupFlags(v uint64) string {
	if v == BPF_ANY {
		return elemWords[BPF_ANY]
	}
	flags := slices.Clone(ElemFlags)
	slices.Reverse(flags)
	return strings.Replace(formatFlags(v, flags), "BPF_F_???", "BPF_???", 1)
}
