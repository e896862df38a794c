package web

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// argStruct is the memory at an argument of a call other than bpf, which the task fills before the call.
type argStruct struct {
	arg     int
	ctype   string
	members func() []argMember // returns those of an element; nil for plain bytes
	size    int                // bytes of an element
	first   []uint64           // first values of the members
}

// argMember is a member of a structure. Numbers are little-endian.
type argMember struct {
	name     string
	at, size int
	names    abi.Names
}

// argStructs are the structures by call.
var argStructs = table.Indexed[core.Op, *argStruct]{
	core.OpPoll:     {arg: 0, ctype: "struct pollfd", size: 8, first: []uint64{3, core.POLLIN}, members: pollMembers},
	core.OpEpollCtl: {arg: 3, ctype: "struct epoll_event", size: 12, first: []uint64{core.POLLIN, 3}, members: epollMembers},
	core.OpPerfEventOpen: {arg: 0, ctype: "struct perf_event_attr", size: abi.PerfAttrMin, members: perfMembers,
		first: []uint64{abi.PERF_TYPE_SOFTWARE, abi.PerfAttrMin, abi.PERF_COUNT_SW_BPF_OUTPUT, 1, abi.PERF_SAMPLE_RAW, 0, 1}},

	core.OpWrite:    {arg: 1, ctype: "bytes", size: 8},
	core.OpPwrite64: {arg: 1, ctype: "bytes", size: 8},
	core.OpRunStart: {arg: 1, ctype: "union bpf_attr", size: 80, first: []uint64{3, 0, 64, 0, outAt}, members: testRunMembers},
}

func pollMembers() []argMember {
	return []argMember{{name: "fd", size: 4}, {"events", 4, 2, core.PollEventNames}, {"revents", 6, 2, core.PollEventNames}}
}

func epollMembers() []argMember {
	return []argMember{{"events", 0, 4, core.EpollEventNames}, {name: "data", at: 4, size: 8}}
}

func perfMembers() []argMember {
	bits := member(&abi.PerfBits, core.PerfBitNames)
	bits.name = "bits"
	return []argMember{
		member(&abi.PerfType, core.PerfTypeNames), member(&abi.PerfSize, ""), member(&abi.PerfConfig, core.PerfConfigNames), member(&abi.PerfSamplePeriod, ""),
		member(&abi.PerfSampleType, core.PerfSampleNames), bits, member(&abi.PerfWakeup, ""),
	}
}

func testRunMembers() (members []argMember) {
	for _, f := range abi.Commands[abi.BPF_PROG_TEST_RUN].Fields {
		members = append(members, member(f, ""))
	}
	return members
}

// member returns a field as a member.
func member(f *abi.Field, names abi.Names) argMember {
	return argMember{f.Name, f.Offset, f.Kind.Size(), names}
}

// argStruct returns the structure of the draft's call and the name of its argument; nil for none.
func (d *draftCall) argStruct() (*argStruct, string) {
	s := argStructs.At(d.Op)
	if s == nil {
		return nil, ""
	}
	return s, d.Op.Args()[s.arg].Name
}

// beginMemory fills in the memory at an argument of a new call.
func (d *draftCall) beginMemory() {
	d.buffers, d.others = map[string][]byte{}, nil
	if s, name := d.argStruct(); s != nil {
		b := make([]byte, s.size)
		d.buffers[name] = b
		for i, p := range d.argParts() {
			if i < len(s.first) {
				p.put(b, s.first[i])
			}
		}
	}
}

// argWrites returns the task's write to the memory at the argument.
func (d *draftCall) argWrites() []core.Write {
	s, name := d.argStruct()
	if s == nil || !mapped(d.Args[s.arg]) || len(d.buffers[name]) == 0 {
		return nil
	}
	return []core.Write{{Addr: d.Args[s.arg], Bytes: slices.Clone(d.buffers[name])}}
}

// takeArgs stores the arguments of a call other than bpf, with its writes.
func (d *draftCall) takeArgs(c *core.Call) {
	d.Op, d.Args, d.Path, d.To = c.Op, c.Args, c.Path, c.To
	d.buffers, d.others = map[string][]byte{}, nil
	s, name := d.argStruct()
	for _, w := range c.Writes {
		if s != nil && w.Addr == d.Args[s.arg] && mapped(w.Addr) && len(w.Bytes) <= bufferMost {
			d.buffers[name] = slices.Clone(w.Bytes)
		} else {
			d.others = append(d.others, w)
		}
	}
}

// argPart is a member of an element that the form shows.
type argPart struct {
	*argMember
	input, label string
	of           string // the argument
	offset       int    // of the member in the memory
}

func (p *argPart) put(b []byte, v uint64) {
	var full [8]byte
	binary.LittleEndian.PutUint64(full[:], v)
	copy(b[p.offset:p.offset+p.size], full[:])
}

// text returns the value as the form shows it. Numbers of 4 bytes without names are descriptors, counts and sizes: as an int.
func (p *argPart) text(b []byte) string {
	m := p.argMember
	var full [8]byte
	copy(full[:m.size], b[p.offset:])
	switch v := binary.LittleEndian.Uint64(full[:]); {
	case m.names != "":
		return m.names.Format(v, "0")
	case m.size == 4:
		return abi.KindFD.Format(v)
	default:
		return abi.KindU64.Format(v)
	}
}

func (m *argMember) parse(typed string) (uint64, error) {
	kind := abi.KindU64
	if m.size == 4 {
		kind = abi.KindFD
	}
	typed = value.Narrow(typed)
	v, err := kind.Parse(typed)
	if err != nil && m.names != "" {
		v, err = m.names.Parse(typed)
	}
	if err == nil && m.size < 8 && v>>(8*m.size) != 0 {
		err = fmt.Errorf("%s has %d bytes: want at most %d", m.name, m.size, uint64(1)<<(8*m.size)-1)
	}
	return v, err
}

// partsMost is the maximum number of elements whose members the form shows.
const partsMost = 8

// argParts returns the members of the memory at the argument.
func (d *draftCall) argParts() (parts []argPart) {
	s, name := d.argStruct()
	if s == nil || s.members == nil {
		return nil
	}
	members, b := s.members(), d.buffers[name]
	for e := 0; e < partsMost && (e+1)*s.size <= len(b); e++ {
		label := ""
		if len(b) >= 2*s.size {
			label = "[" + strconv.Itoa(e) + "]"
		}
		for i := range members {
			m := &members[i]
			parts = append(parts, argPart{m, "*" + name + strconv.Itoa(e) + "." + m.name, label + "." + m.name, name, e*s.size + m.at})
		}
	}
	return parts
}

// memoryText returns the text of an input for memory of a call other than bpf; ok is false for any other input.
func (d *draftCall) memoryText(input string) (text string, ok bool) {
	if s, name := d.argStruct(); s != nil && input == "*"+name {
		return value.Hex.Format(d.buffers[name]), true
	}
	for _, p := range d.argParts() {
		if p.input == input {
			return p.text(d.buffers[p.of]), true
		}
	}
	return d.storeText(input)
}

// SetArgMember changes a member of the memory at the argument.
func (d *Draft) SetArgMember(input, typed string) {
	defer d.formChanged()
	for _, p := range d.argParts() {
		if p.input != input {
			continue
		}
		v, err := p.parse(typed)
		d.note(input, typed, err)
		if err == nil {
			d.buffers[p.of] = slices.Clone(d.buffers[p.of])
			p.put(d.buffers[p.of], v)
			d.settleInputs(input)
		}
	}
}

// SetArgBytes parses the bytes typed for the memory at the argument.
func (d *Draft) SetArgBytes(input, typed string) {
	defer d.formChanged()
	b, err := value.Hex.Parse(typed, 0)
	if err == nil && len(b) > bufferMost {
		err = fmt.Errorf("too long: got %d bytes, want at most %d", len(b), bufferMost)
	}
	d.note(input, typed, err)
	if err == nil {
		d.buffers[strings.TrimPrefix(input, "*")] = b
		d.settleInputs(input)
	}
}

// argMemory returns the lines for the memory at the argument.
func (f *CallForm) argMemory() []app.UI {
	d := f.Draft
	s, name := d.argStruct()
	if s == nil || !mapped(d.Args[s.arg]) {
		return nil
	}
	input := "*" + name
	line := func(input, label, ctype, list string, set func(el element)) app.UI {
		in := textInput(input, d.text(input), d.wrong[input]).Title(d.text(input)).DataSet("input", input).OnInput(d.onElement(set)).OnBlur(d.onData("input", d.Leave))
		if list != "" {
			in = in.List(list)
		}
		return partRow("", input, label, in, ctype, d.wrong[input])
	}
	var rows, lists []app.UI
	for _, p := range d.argParts() {
		list := ""
		if p.names != "" {
			list = "list-" + p.name
			lists = append(lists, suggestionList(list, namesOf(p.names.All())))
		}
		rows = append(rows, line(p.input, p.label, "", list, f.setArgMember))
	}
	rows = append(rows, line(input, input, fmt.Sprintf("%d B", len(d.buffers[name])), "", f.setArgBytes))
	return append(lists, app.Div().Class("lane").Text("Memory at "+name+": "+s.ctype), app.Div().Class("buffers").Body(rows...))
}

func (f *CallForm) setArgMember(el element) { f.Draft.SetArgMember(el.data("input"), el.typed()) }

func (f *CallForm) setArgBytes(el element) { f.Draft.SetArgBytes(el.data("input"), el.typed()) }
