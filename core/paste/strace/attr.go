package strace

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	printer "bpfplay/core/strace"
)

// olderFields are those that strace printed before 6.18 although the commands do not have them.
var olderFields = map[abi.Cmd][]*abi.Field{
	abi.BPF_MAP_GET_NEXT_ID:  {&abi.OpenFlags},
	abi.BPF_MAP_GET_FD_BY_ID: {&abi.NextID},
}

// extraData is the name of the bytes that no field holds, when strace -v prints them.
const extraData = "extra_data"

// attr collects the attr of a call out of the members of a struct.
type attr struct {
	*reader
	call    *paste.Call
	command *abi.Command
	given   []*abi.Field
	end     int                   // behind the last byte that a member tells
	told    [printer.AttrMax]bool // by a member of extra_data
	dots    int                   // where bytes begin that ... stands for, some of them not zero; -1 if it is not there
	cutName int                   // where the first byte stands that is missing from map_name; 0 if none is
}

func (a *attr) lose(format string, args ...any) {
	a.call.Lost = append(a.call.Lost, fmt.Sprintf(format, args...))
}

// members reads what stands between the braces of the struct, or of the struct inner within it, and the copy of it
// that strace prints where the kernel wrote to it.
func (a *attr) members(inner string) {
	for !a.breaksOff() && a.fault == nil && !a.take("}") {
		a.member(inner)
		if !a.breaksOff() && !a.peek().is("}") {
			a.expect(",")
		}
	}
	if a.take(arrow) {
		a.writtenMembers()
	}
}

func (a *attr) member(inner string) {
	name := a.next()
	switch {
	case name.is(dots):
		a.dots = a.end
		return
	case name.kind == quoted: // strace before 5.12: the range first, and no name
		a.versions.since(rest)
		a.versions.before(extra)
		a.extra(name, name.comment)
		return
	case name.kind != word:
		if a.fault == nil {
			a.fail(name, "is not the name of a field", a.fieldNames()+" were expected")
		}
		return
	}
	a.expect("=")
	if name.is(extraData) {
		bytes := a.next()
		a.versions.since(extra)
		a.extra(bytes, a.peek().comment)
		return
	}
	if inner == "" && name.is(a.command.Member) && a.take("{") {
		a.members(name.text)
		return
	}
	a.field(name)
}

func (a *attr) field(name token) {
	f := field(name, a.command.Fields)
	if f == nil {
		if f = field(name, olderFields[a.call.Cmd]); f == nil {
			a.fail(name, "is not a field of "+a.command.Name, a.fieldNames()+" were expected")
			return
		}
		a.versions.before(fewerFields)
	}
	if slices.Contains(a.given, f) {
		a.fail(name, "is there twice", "each field was expected once")
		return
	}
	a.given = append(a.given, f)
	a.end = max(a.end, f.End())
	a.versions.since(fieldsSince[f])
	a.value(f)
	if a.take(arrow) {
		a.written(f)
	}
}

// field finds a field by its name, nil if there is none.
func field(name token, fields []*abi.Field) *abi.Field {
	for _, f := range fields {
		if name.is(f.Name) {
			return f
		}
	}
	return nil
}

func (a *attr) fieldNames() string {
	var names []string
	for _, f := range a.command.Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// put writes bytes into the attr, which grows where it is too short.
func (a *attr) put(at int, bytes []byte) {
	a.call.Attr = abi.Grow(a.call.Attr, at+len(bytes))
	copy(a.call.Attr[at:], bytes)
}

// extra reads bytes that no field holds; the comment says where they lie, "bytes 72..207". Without one they follow
// the last field.
func (a *attr) extra(t token, comment string) {
	bytes := a.unquote(t)
	first, last := a.end, a.end+len(bytes)-1
	if places, ok := strings.CutPrefix(comment, "bytes "); ok {
		from, to, _ := strings.Cut(places, "..")
		var err1, err2 error
		first, err1 = strconv.Atoi(from)
		last, err2 = strconv.Atoi(to)
		if err1 != nil || err2 != nil || first < 0 || last-first != len(bytes)-1 {
			a.fail(t, fmt.Sprintf("has %d bytes, and %q behind it", len(bytes), comment), "a comment such as /* bytes 72..79 */ for 8 bytes was expected")
			return
		}
	}
	if last >= len(a.told) {
		a.fail(t, fmt.Sprintf("ends at byte %d", last), fmt.Sprintf("at most byte %d was expected", len(a.told)-1))
		return
	}
	if a.fault != nil {
		return
	}
	a.put(first, bytes)
	for i := first; i <= last; i++ {
		a.told[i] = true
	}
	a.end = max(a.end, last+1)
}

// finish gives the attr the length that the call says and notes what is missing from it.
func (a *attr) finish() {
	size := min(int(a.call.Size), printer.AttrMax)
	attr := abi.Grow(a.call.Attr, size)
	for len(attr) > size && attr[len(attr)-1] == 0 {
		attr = attr[:len(attr)-1]
	}
	a.call.Attr = attr
	if at := a.cutName; at != 0 && !a.told[at] {
		a.lose(`the end of map_name: "_" stands for it`)
	}
	var missing []string
	for _, f := range a.command.Fields {
		covered := f.Offset >= size || a.told[f.Offset] || a.dots >= 0 && f.Offset >= a.dots
		if !covered && !slices.Contains(a.given, f) && printer.Shows(a.call.Cmd, f, attr) {
			missing = append(missing, f.Name)
		}
		if f.Offset < size && !slices.Contains(a.given, f) && !a.sizeless && printer.Shows(a.call.Cmd, f, attr) {
			a.versions.before(fieldsSince[f])
		}
	}
	if missing != nil {
		a.lose("%s: 0 stands for what is not in the line", strings.Join(missing, ", "))
	}
	if a.dots >= 0 {
		a.call.Unshown = &a.dots
		a.lose("bytes behind offset %d that are not zero", a.dots)
	}
}
