package strace

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	printer "bpfplay/core/strace"
	"bpfplay/core/table"
)

// olderFields lists the fields that strace before 6.18 printed for commands that do not have them.
var olderFields = table.Indexed[abi.Cmd, []*abi.Field]{
	abi.BPF_MAP_GET_NEXT_ID:   {&abi.OpenFlags},
	abi.BPF_PROG_GET_NEXT_ID:  {&abi.OpenFlags},
	abi.BPF_BTF_GET_NEXT_ID:   {&abi.OpenFlags},
	abi.BPF_LINK_GET_NEXT_ID:  {&abi.OpenFlags},
	abi.BPF_MAP_GET_FD_BY_ID:  {&abi.NextID},
	abi.BPF_PROG_GET_FD_BY_ID: {&abi.NextID, &abi.OpenFlags},
	abi.BPF_BTF_GET_FD_BY_ID:  {&abi.NextID, &abi.OpenFlags},
	abi.BPF_LINK_GET_FD_BY_ID: {&abi.NextID, &abi.OpenFlags},
}

// extraData is the name that strace -v gives to bytes outside all fields.
const extraData = "extra_data"

// attr builds the attr of a call from the members of a struct.
type attr struct {
	*reader
	call    *paste.Call
	command *abi.Command
	given   []*abi.Field
	end     int                   // end of the last byte that a member shows
	told    [printer.AttrMax]bool // by offset: extra_data shows this byte
	dots    int                   // offset from which ... hides bytes that are not all zero; -1 without ...
	cutName int                   // offset of the first byte missing from map_name; 0 if complete
	noBytes bool                  // the pointer to the program or BTF is NULL
}

func (a *attr) lose(format string, args ...any) {
	a.call.Lost = append(a.call.Lost, fmt.Sprintf(format, args...))
}

// members reads the members of the struct, or of the struct inner within it, and the second copy that strace prints
// after the kernel wrote to it.
func (a *attr) members(inner string) {
	omitted := false // the last member is ..., after which authors also omit a comma or the brace
	for !a.breaksOff() && a.fault == nil && !a.take("}") && !(omitted && a.peek().is(")")) {
		omitted = a.peek().is(dots)
		a.member(inner)
		switch next := a.peek(); {
		case a.breaksOff(), next.is("}"), next.is(dots):
		case omitted:
			a.take(",")
		default:
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
		if a.dots < 0 {
			a.dots = a.end
		}
		return
	case name.kind == quoted: // strace before 5.12: the range first, and no name
		a.versions.since(rest)
		a.versions.before(extra)
		a.extra(name, name.comment)
		return
	case name.kind != word:
		if a.fault == nil {
			a.fail(name, "invalid field name %q", "want "+a.fieldNames())
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
	if a.call.Cmd == abi.BPF_LINK_CREATE && field(name, a.command.Fields) == nil {
		a.target(name)
		return
	}
	a.field(name)
}

// target reads what follows flags in BPF_LINK_CREATE, which depends on the attach type: kprobe_multi={…}, or a number. Of all
// members, only the cookie of a perf event is kept.
func (a *attr) target(name token) {
	switch {
	case name.is("bpf_cookie"):
		a.end = abi.LinkCookie.End()
		a.value(&abi.LinkCookie)
	case name.is("perf_event") && a.take("{"):
		a.members(name.text)
	case a.peek().is("{"):
		a.skipStruct(a.next())
		a.dots = abi.LinkFlags.End()
	default:
		a.skipValue()
		a.dots = abi.LinkFlags.End()
	}
}

func (a *attr) field(name token) {
	f := field(name, a.command.Fields)
	if f == nil {
		if f = field(name, olderFields.At(a.call.Cmd)); f == nil {
			a.fail(name, a.command.Name+" has no field %q", "want "+a.fieldNames())
			return
		}
		a.versions.before(fewerFields)
	}
	if slices.Contains(a.given, f) {
		a.fail(name, "repeated field %q", "want each field once")
		return
	}
	a.given = append(a.given, f)
	a.end = max(a.end, f.End())
	a.versions.since(fieldsSince.Of(f))
	a.value(f)
	if a.take(arrow) {
		a.written(f)
	}
}

// field returns the field that a token names, or nil.
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

// put writes bytes into the attr and grows it if needed.
func (a *attr) put(at int, bytes []byte) {
	a.call.Attr = abi.Grow(a.call.Attr, at+len(bytes))
	copy(a.call.Attr[at:], bytes)
}

// extra reads bytes outside all fields. The comment holds their offsets, "bytes 72..207"; without one they follow the
// last field.
func (a *attr) extra(t token, comment string) {
	bytes := a.unquote(t)
	first, last := a.end, a.end+len(bytes)-1
	if places, ok := strings.CutPrefix(comment, "bytes "); ok {
		from, to, _ := strings.Cut(places, "..")
		var err1, err2 error
		first, err1 = strconv.Atoi(from)
		last, err2 = strconv.Atoi(to)
		if err1 != nil || err2 != nil || first < 0 || last-first != len(bytes)-1 {
			a.fail(t, fmt.Sprintf("%%q has %d bytes and the comment %q", len(bytes), comment), "want a comment such as /* bytes 72..79 */ for 8 bytes")
			return
		}
	}
	if last >= len(a.told) {
		a.fail(t, fmt.Sprintf("%%q ends at byte %d", last), fmt.Sprintf("want at most byte %d", len(a.told)-1))
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

// finish cuts or pads the attr to the size of the call and notes missing fields.
func (a *attr) finish() {
	size := min(int(a.call.Size), printer.AttrMax)
	attr := abi.Grow(a.call.Attr, size)
	for len(attr) > size && attr[len(attr)-1] == 0 {
		attr = attr[:len(attr)-1]
	}
	a.call.Attr = attr
	if at := a.cutName; at != 0 && !a.told[at] {
		a.lose(`the end of map_name: assumed "_"`)
	}
	var missing []string
	for _, f := range a.command.Fields {
		covered := f.Offset >= size || a.told[f.Offset] || a.dots >= 0 && f.Offset >= a.dots
		if !covered && !slices.Contains(a.given, f) && printer.Shows(a.call.Cmd, f, attr) {
			missing = append(missing, f.Name)
		}
		if f.Offset < size && !slices.Contains(a.given, f) && !a.sizeless && printer.Shows(a.call.Cmd, f, attr) {
			a.versions.before(fieldsSince.Of(f))
		}
	}
	if missing != nil && loaded.At(a.call.Cmd).bytes == nil { // strace omits new fields of those that are 0
		a.lose("%s: not in the line, assumed 0", strings.Join(missing, ", "))
	}
	if f := a.unread(); f != nil {
		a.lose("the bytes of %s", f.Name)
	}
	if a.dots >= 0 && a.sizeless { // an author cut the line
		a.call.Unshown = new(int)
		a.lose("the fields that the text omits")
	} else if a.dots >= 0 {
		a.call.Unshown = &a.dots
		a.lose("bytes after offset %d that are not zero", a.dots)
	}
}

// unread returns the pointer to a program or BTF that the kernel read and the line does not show, or nil.
func (a *attr) unread() *abi.Field {
	load := loaded.At(a.call.Cmd)
	if load.bytes == nil || a.noBytes || slices.Contains(a.given, load.size) && load.size.Value(a.call.Attr) == 0 {
		return nil
	}
	if slices.ContainsFunc(a.call.Memory, func(m paste.Memory) bool { return m.Field == load.bytes }) {
		return nil
	}
	return load.bytes
}
