package strace

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// AttrMax is the largest size for which strace reads the attr: one page.
const AttrMax = 4096

// pathMax is the longest path that strace reads, with its NUL.
const pathMax = 4096

// Format returns a call as strace 6.18 prints it without options:
//
//	bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16)
//
// Flags added after 6.18 are printed by name too. attr holds the bytes at addr. Format prints the address alone if attr
// is nil or shorter than size, and for commands that do not handle maps. path is the text at pathname, "" if unknown.
// Of pointees, it prints the license.
func Format(cmd abi.Cmd, addr uint64, attr []byte, size uint32, path string, pointees ...Pointee) string {
	p := attrPrinter{path: path, pointees: pointees, remainder: (*attrPrinter).ellipsis}
	return p.call(cmd, addr, attr, size)
}

// FormatVerbose returns what Format returns, and every other byte of attr that is not zero, in the form
// extra_data="\x01\x02" /* bytes 4..5 */. It prints pointees instead of their addresses.
func FormatVerbose(cmd abi.Cmd, addr uint64, attr []byte, size uint32, path string, pointees ...Pointee) string {
	p := attrPrinter{path: path, pointees: pointees, remainder: (*attrPrinter).extraData, verbose: true}
	return p.call(cmd, addr, attr, size)
}

// leastAddress is less than every address that mmap returns, and more than every other result.
const leastAddress = 1 << 24

// FormatValue returns a result that is no error: a number, or an address in hex.
func FormatValue(ret int64) string {
	if ret >= leastAddress {
		return "0x" + strconv.FormatInt(ret, 16)
	}
	return strconv.FormatInt(ret, 10)
}

// FormatResult returns a result as strace prints it: "= 3", "= 0x20000000", or "= -1 EINVAL (Invalid argument)".
func FormatResult(ret int64) string {
	e := abi.Errno(-ret)
	switch {
	case ret >= 0 || ret < -4095:
		return "= " + FormatValue(ret)
	case abi.ErrnoNamed(e.Name()) != e:
		return "= -1 (errno " + strconv.Itoa(int(e)) + ")"
	}
	return "= -1 " + e.Name() + " (" + e.Text() + ")"
}

// call formats the whole call.
func (p *attrPrinter) call(cmd abi.Cmd, addr uint64, attr []byte, size uint32) string {
	arg := abi.KindPointer.Format(addr)
	row := cmd.Known(abi.Newest)
	if row != nil && row.Fields != nil && 0 < size && size <= AttrMax && int(size) <= len(attr) {
		p.bytes, p.printed, p.end = attr[:size], make([]bool, size), row.Last(abi.Newest)
		members := strings.Join(p.fields(row), ", ")
		if row.Member != "" {
			members = row.Member + "={" + members + "}"
		}
		arg = "{" + strings.Join(append([]string{members}, p.remainder(p)...), ", ") + "}"
	}
	return "bpf(" + cmd.String() + ", " + arg + ", " + strconv.FormatUint(uint64(size), 10) + ")"
}

// attrPrinter formats one attr.
type attrPrinter struct {
	bytes   []byte
	printed []bool // by offset: a printed field shows this byte
	end     int    // end of the last field of the command

	path      string
	pointees  []Pointee
	verbose   bool
	remainder func(*attrPrinter) []string // formats what no field shows
}

// fields returns the members in order, up to the last one that size reaches. Fields that one release added together
// are printed together, even if size ends among them.
func (p *attrPrinter) fields(row *abi.Command) []string {
	var members []string
	for i, f := range row.Fields {
		habit := habits.Of(f)
		together := i > 0 && (habit.withPrevious || f.Since == row.Fields[i-1].Since && !habit.alone)
		if !together && f.Offset >= len(p.bytes) {
			break
		}
		if Shows(row.Nr, f, p.bytes) {
			members = append(members, f.Name+"="+p.value(f))
		}
	}
	return members
}

func (p *attrPrinter) value(f *abi.Field) string {
	bytes := f.Bytes(p.bytes)
	if f.Kind == abi.KindName {
		text, shown := quote(bytes)
		p.mark(f.Offset, shown)
		return text
	}
	if f.Kind == abi.KindPath && p.path != "" {
		text, _ := quote(append([]byte(p.path), 0)[:min(len(p.path)+1, pathMax)])
		return text
	}
	p.mark(f.Offset, len(bytes))
	if text := p.pointee(f); text != "" {
		return text
	}
	habit, v := habits.Of(f), f.Value(p.bytes)
	switch {
	case habit.format != nil:
		return habit.format(v)
	case habit.name != "" && v == habit.value:
		return habit.name
	}
	return f.Kind.Format(v)
}

// mark records that n bytes at an offset are printed.
func (p *attrPrinter) mark(at, n int) {
	for i := range n {
		p.printed[at+i] = true
	}
}

// ellipsis returns "..." if bytes after the last field are not zero.
func (p *attrPrinter) ellipsis() []string {
	if abi.IsZero(p.bytes[min(p.end, len(p.bytes)):]) {
		return nil
	}
	return []string{"..."}
}

// extraData returns the runs of bytes that are not zero and that no printed field shows.
func (p *attrPrinter) extraData() []string {
	var runs []string
	for at := 0; at < len(p.bytes); {
		end := at + 1
		for end < len(p.bytes) && end != p.end && p.printed[end] == p.printed[at] {
			end++
		}
		if run := p.bytes[at:end]; !p.printed[at] && !abi.IsZero(run) {
			runs = append(runs, "extra_data="+quoteHex(run)+" /* bytes "+strconv.Itoa(at)+".."+strconv.Itoa(end-1)+" */")
		}
		at = end
	}
	return runs
}
