package btf

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/bpflog"
)

// Result is the outcome of [Parse].
type Result struct {
	BTF      *BTF     // nil if it is refused or declined
	Refusal  *Refusal // nil if it is accepted or declined
	Declined string   // why the rules cannot decide; "" if they did
}

// header follows struct btf_header.
type header struct {
	magic          uint16
	version, flags uint8
	len            uint32 // bytes of the header
	types, strings section
	layout         section // since 7.3
	hasLayout      bool    // the header is long enough for it
}

// section is the offset after the header, and the length, of a part of BTF in bytes.
type section struct{ off, len uint32 }

const (
	magic          = 0xeb9f
	version        = 1
	oldHeader      = 24 // bytes
	layoutHeader   = 32 // bytes, since 7.3
	lengthEnd      = 8  // bytes up to the end of hdr_len
	maxType        = 0xfffff
	maxNameOffset  = 0xffffff
	typeBytes      = 12
	layoutRowBytes = 4
)

// parser follows struct btf_verifier_env.
type parser struct {
	r         abi.Release
	b         *BTF
	hdr       header
	log       *bpflog.Log
	id        uint32 // the type that is checked
	left      uint32 // bytes after its first three words
	resolving bool   // the second pass
	states    []visit
	stack     []vertex
	mode      mode
	refusal   *Refusal
	declined  string
}

// Parse follows btf_parse after it copied the data. The log may be nil.
func Parse(r abi.Release, data []byte, log *bpflog.Log) Result {
	p := &parser{r: r, b: &BTF{Release: r, Data: data}, log: log}
	if p.log == nil {
		p.log = bpflog.New(r, bpflog.Buffer{})
	}
	ok := p.parseHeader() && p.parseStrings() && p.parseLayout() && p.parseTypes() && p.checkChains() && p.parseStructs()
	if !ok {
		return Result{Refusal: p.refusal, Declined: p.declined}
	}
	return Result{BTF: p.b}
}

// headerSize returns sizeof(struct btf_header) of the release.
func (p *parser) headerSize() uint32 {
	if sinceLayout.In(p.r) {
		return layoutHeader
	}
	return oldHeader
}

// parseHeader follows btf_parse_hdr.
func (p *parser) parseHeader() bool {
	data, size := p.b.Data, uint32(len(p.b.Data))
	if size < lengthEnd {
		return p.refuse(hdrLength, uint64(size), 0)
	}
	length := binary.LittleEndian.Uint32(data[4:])
	if size < length {
		return p.refuse(hdrWhole, uint64(size), uint64(length))
	}
	known := p.headerSize()
	for at := known; at < length; at++ {
		if data[at] != 0 {
			return p.refuse(hdrUnknown, uint64(at), 0)
		}
	}
	var raw [layoutHeader]byte
	copy(raw[:known], data[:length])
	word := func(i int) uint32 { return binary.LittleEndian.Uint32(raw[4*i:]) }
	p.hdr = header{magic: binary.LittleEndian.Uint16(raw[:]), version: raw[2], flags: raw[3], len: word(1),
		types: section{word(2), word(3)}, strings: section{word(4), word(5)}, layout: section{word(6), word(7)},
		hasLayout: known == layoutHeader && length >= known}
	p.logHeader(size)
	switch h := p.hdr; {
	case h.magic != magic:
		return p.refuse(hdrMagic, uint64(h.magic), 0)
	case h.version != version:
		return p.refuse(hdrVersion, uint64(h.version), 0)
	case h.flags != 0:
		return p.refuse(hdrFlags, uint64(h.flags), 0)
	case size == h.len:
		return p.refuse(hdrData, uint64(size), 0)
	}
	return p.checkSections(size - p.hdr.len)
}

// logHeader follows btf_verifier_log_hdr.
func (p *parser) logHeader(size uint32) {
	h := p.hdr
	p.log.Printf("magic: 0x%x\n", h.magic)
	p.log.Printf("version: %d\n", h.version)
	p.log.Printf("flags: 0x%x\n", h.flags)
	p.log.Printf("hdr_len: %d\n", h.len)
	p.log.Printf("type_off: %d\n", h.types.off)
	p.log.Printf("type_len: %d\n", h.types.len)
	p.log.Printf("str_off: %d\n", h.strings.off)
	p.log.Printf("str_len: %d\n", h.strings.len)
	if h.hasLayout {
		p.log.Printf("layout_off: %d\n", h.layout.off)
		p.log.Printf("layout_len: %d\n", h.layout.len)
	}
	p.log.Printf("btf_total_size: %d\n", size)
}

// checkSections follows btf_check_sec_info: the sections fill the size bytes after the header without gaps or overlaps.
func (p *parser) checkSections(size uint32) bool {
	sections := []section{p.hdr.types, p.hdr.strings}
	if p.hdr.hasLayout && p.hdr.layout.len > 0 {
		sections = append(sections, p.hdr.layout)
	}
	for i := 1; i < len(sections); i++ {
		for j := i; j > 0 && sections[j].before(sections[j-1]); j-- {
			sections[j], sections[j-1] = sections[j-1], sections[j]
		}
	}
	total := uint32(0)
	for _, s := range sections {
		switch {
		case size < s.off:
			return p.refuse(secOffset, uint64(s.off), uint64(size))
		case total < s.off:
			return p.refuse(secGap, uint64(s.off), uint64(total))
		case total > s.off:
			return p.refuse(secOverlap, uint64(s.off), uint64(total))
		case size-total < s.len:
			return p.refuse(secLength, uint64(s.len), uint64(size-total))
		}
		total += s.len
	}
	if size != total {
		return p.refuse(secFill, uint64(total), uint64(size))
	}
	return true
}

// before follows btf_sec_info_cmp, which compares the differences as signed numbers.
func (s section) before(o section) bool {
	if d := int32(s.off - o.off); d != 0 {
		return d < 0
	}
	return int32(s.len-o.len) < 0
}

// at returns the bytes of a section.
func (p *parser) at(s section) []byte { return p.b.Data[p.hdr.len+s.off:][:s.len] }

// parseStrings follows btf_parse_str_sec.
func (p *parser) parseStrings() bool {
	s := p.hdr.strings
	if !p.hdr.hasLayout && uint64(p.hdr.len)+uint64(s.off)+uint64(s.len) != uint64(len(p.b.Data)) {
		return p.refuse(strLast, uint64(s.off), uint64(s.len))
	}
	text := p.at(s)
	if s.len == 0 || s.len-1 > maxNameOffset || text[s.len-1] != 0 || text[0] != 0 {
		return p.refuse(strZeros, uint64(s.len), 0)
	}
	p.b.text = string(text)
	for i, c := range text {
		if c == 0 {
			p.b.nuls = append(p.b.nuls, uint32(i))
		}
	}
	return true
}

// parseLayout follows btf_parse_layout_sec.
func (p *parser) parseLayout() bool {
	s := p.hdr.layout
	switch {
	case !p.hdr.hasLayout || s.len == 0:
		return true
	case s.off%4 != 0:
		return p.refuse(layoutAligned, uint64(s.off), 0)
	case s.len < layoutRowBytes:
		return p.refuse(layoutSmall, uint64(s.len), 0)
	case s.len%layoutRowBytes != 0:
		return p.refuse(layoutWhole, layoutRowBytes, uint64(s.len))
	}
	return true
}

// parseTypes follows btf_parse_type_sec.
func (p *parser) parseTypes() bool {
	s := p.hdr.types
	if s.off%4 != 0 {
		return p.refuse(typeAligned, uint64(s.off), 0)
	}
	if s.len == 0 {
		return p.refuse(typeNone, 0, 0)
	}
	return p.checkMetas() && p.checkTypes()
}
