package match

import (
	"bytes"
	"fmt"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// Tally counts the results of a text that a kernel reproduces, and the bytes that a replay adds to reproduce them.
type Tally struct {
	Said     int `json:"said"`     // results in the text: Judged + Traced
	Judged   int `json:"judged"`   // results that the emulated kernel had to return by itself
	Agree    int `json:"agree"`    // judged results that are equal to those of the text
	Traced   int `json:"traced"`   // results taken from the text, because the call is not emulated
	Invented int `json:"invented"` // bytes of input that the text does not show, chosen to reproduce the results
	Shown    int `json:"shown"`    // pieces of memory that the text shows as written by judged calls
	Equal    int `json:"equal"`    // shown pieces equal to the emulated kernel's
}

// Wrong returns the number of judged results that differ from those of the text.
func (t *Tally) Wrong() int { return t.Judged - t.Agree }

// Piece is memory that the text shows as written by a call.
type Piece struct {
	Field *abi.Field // the field of the attr, or its pointer; nil if the text shows an address
	Addr  uint64
	Bytes []byte
	Equal bool   // the emulated kernel wrote the same
	Why   string // what differs; "" if nothing does
}

// Name returns the name of the field, or the address.
func (p *Piece) Name() string {
	if p.Field == nil {
		return fmt.Sprintf("0x%x", p.Addr)
	}
	return p.Field.Name
}

// countVerdict adds a verdict to the tally.
func (t *Tally) countVerdict(v *Verdict) {
	if v.Known {
		t.Said++
		switch {
		case v.Traced:
			t.Traced++
		default:
			t.Judged++
			if v.Agrees {
				t.Agree++
			}
		}
	}
	for _, p := range v.Pieces {
		t.Shown++
		if p.Equal {
			t.Equal++
		}
	}
}

// compareWrites compares the memory that the text shows as written by the call with the memory of the task.
func (s *step) compareWrites() {
	for _, w := range s.c.Wrote {
		if len(w.Bytes) == 0 {
			continue
		}
		p := Piece{Field: w.Field, Addr: s.writtenAt(w), Bytes: w.Bytes}
		switch got, ok := s.read(p.Addr, len(w.Bytes)); {
		case s.verdict.Got != s.want:
			p.Why = "the results differ"
		case !ok:
			p.Why = "this kernel wrote nothing there"
		case w.Field == &abi.InfoPointer:
			p.Why = s.infoDifference(abi.MapInfoFields, w.Bytes, got)
			p.Equal = p.Why == ""
		case w.Field == &paste.ProgInfo:
			p.Why = s.infoDifference(abi.ProgInfoFields, w.Bytes, got)
			p.Equal = p.Why == ""
		default:
			if p.Equal = bytes.Equal(got, w.Bytes); !p.Equal {
				p.Why = fmt.Sprintf("this kernel wrote % x", got[:min(len(got), pieceShown)])
			}
		}
		s.verdict.Pieces = append(s.verdict.Pieces, p)
	}
}

// pieceShown is the most bytes of a piece that a sentence shows.
const pieceShown = 16

// writtenAt returns the address of memory that the call wrote.
func (s *step) writtenAt(w paste.Memory) uint64 {
	switch {
	case w.Field == nil:
		return w.Addr
	case w.Field.Kind == abi.KindPointer || w.Field.Kind == abi.KindPath:
		return w.Field.Value(s.attr)
	}
	return s.attrAt() + uint64(w.Field.Offset)
}

// infoDifference returns the members of a struct that differ after the kernel wrote it, and the reason as far as it is known.
// It returns "" if none differs.
func (s *step) infoDifference(fields []*abi.Field, want, got []byte) string {
	var names []string
	var reasons []string
	for _, f := range fields {
		if f.Dir == abi.In || f.End() > len(want) || bytes.Equal(f.Bytes(want), f.Bytes(got)) {
			continue
		}
		names = append(names, f.Name)
		if why := s.whyDiffers(f, got); !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	if names == nil {
		return ""
	}
	text := english.List(names) + " " + english.Verb(len(names), "differ")
	if !slices.Contains(reasons, "") {
		text += ": " + english.List(reasons)
	}
	return text
}

// whyDiffers returns why a member that the text shows cannot be equal, or "".
func (s *step) whyDiffers(f *abi.Field, got []byte) string {
	file := s.file(int64(int32(abi.InfoFD.Value(s.attr))))
	switch {
	case file != nil && s.unseenProgs[file.Prog]:
		return "the program is older than the text"
	case slices.Contains(btfMembers, f) && abi.InfoBtfID.Value(got) == 0:
		return "the text does not show the BTF of the map"
	}
	return unknown.Of(f)
}

// btfMembers are the members of struct bpf_map_info about BTF.
var btfMembers = []*abi.Field{&abi.InfoBtfID, &abi.InfoBtfKeyType, &abi.InfoBtfValueType}

const (
	noCode  = "bpfplay has no machine code, no rewritten instructions and no clock"
	noDebug = "strace does not show func_info and line_info"
	noBind  = "strace does not show the maps of BPF_PROG_BIND_MAP"
)

// unknown are the members of struct bpf_prog_info that differ for every program.
var unknown = table.Listed[*abi.Field, string]{
	{&abi.ProgInfoJitedLen, noCode}, {&abi.ProgInfoXlatedLen, noCode}, {&abi.ProgInfoLoadTime, noCode}, {&abi.ProgInfoNrKsyms, noCode},
	{&abi.ProgInfoNrFuncLens, noCode}, {&abi.ProgInfoRunTime, noCode}, {&abi.ProgInfoRunCnt, noCode}, {&abi.ProgInfoMisses, noCode},
	{&abi.ProgInfoBtfID, noDebug}, {&abi.ProgInfoNrFuncInfo, noDebug}, {&abi.ProgInfoNrLineInfo, noDebug},
	{&abi.ProgInfoNrJitedLineInfo, noDebug}, {&abi.ProgInfoFuncRecSize, noDebug}, {&abi.ProgInfoLineRecSize, noDebug},
	{&abi.ProgInfoNrMapIDs, noBind},
}
