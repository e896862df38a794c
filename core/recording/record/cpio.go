package main

import (
	"fmt"
	"io"
)

// File types and permissions of an archive, as st_mode has them.
const (
	modeDir     = 0o040755
	modeProgram = 0o100755
	modeFile    = 0o100644
	modeDevice  = 0o020666
)

// entry is one file of an archive.
type entry struct {
	name         string
	mode         uint32
	major, minor uint32 // of a device
	data         []byte
}

// writeCpio writes the entries as a cpio archive in the "newc" form that the kernel unpacks as its first root file
// system: for each entry a header of hexadecimal numbers, the name and the data, each padded to four bytes.
func writeCpio(w io.Writer, entries []entry) error {
	out := &paddedWriter{w: w}
	for i, e := range append(entries, entry{name: "TRAILER!!!"}) {
		const links, owner, mtime, device, checksum = 1, 0, 0, 0, 0
		out.print("070701")
		for _, n := range []uint32{
			uint32(i + 1), e.mode, owner, owner, links, mtime, uint32(len(e.data)), device, device, e.major, e.minor,
			uint32(len(e.name) + 1), checksum,
		} {
			out.print(fmt.Sprintf("%08x", n))
		}
		out.print(e.name + "\x00")
		out.pad()
		out.write(e.data)
		out.pad()
	}
	return out.err
}

// paddedWriter keeps the first error and how much was written.
type paddedWriter struct {
	w   io.Writer
	n   int
	err error
}

func (p *paddedWriter) write(b []byte) {
	if p.err == nil {
		_, p.err = p.w.Write(b)
		p.n += len(b)
	}
}

func (p *paddedWriter) print(s string) { p.write([]byte(s)) }

// pad fills up to a multiple of four bytes.
func (p *paddedWriter) pad() { p.write(make([]byte, -p.n&3)) }
