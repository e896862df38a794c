package web

import (
	"strconv"

	"bpfplay/core"
)

// fileH is the height of every file's card.
const fileH = 70

// modeUnknown is the Mode of a file that is in the drawing only to show that it went.
const modeUnknown = -1

// fileModes are the words for how a file was opened, longest first.
var fileModes = map[int][]string{
	core.O_RDONLY: {"read-only", "ro"},
	core.O_WRONLY: {"write-only", "wo"},
	core.O_RDWR:   {"rw"},
	modeUnknown:   {"closed"},
}

// layFile is one file's card. A file without descriptors is on its way out.
func (l *picLayout) layFile(f core.FileView) picCard {
	name := "file " + strconv.Itoa(f.Nr)
	is := "card"
	if f.Count == 0 {
		is = "card gone"
	}
	c := picCard{picBox: picBox{l.files.x, 0, l.files.w, fileH}, noun: name, is: glow(is, l.lit.file(f.Nr)), round: picRound, pen: 22}
	c.write(voiceName, name)
	c.write(voiceMono, fileModes[f.Mode]...)
	n := strconv.Itoa(f.Count)
	if kind := l.lit.Kind; l.lit.file(f.Nr) && (kind == core.FileShared || kind == core.FileDropped) {
		n = strconv.FormatUint(l.lit.A, 10) + " → " + strconv.FormatUint(l.lit.B, 10)
	}
	s := "s"
	if n == "1" {
		s = ""
	}
	c.write(voiceSoft, n+" descriptor"+s, n+" fd"+s, n)
	return c
}

// spread shares the left edge of a box out among n wires.
func spread(b picBox, n int) []int {
	step := 0
	if n > 1 {
		step = min(12, (b.h-2*picRound)/(n-1))
	}
	ends := make([]int, n)
	for i := range ends {
		ends[i] = b.middle() + i*step - step*(n-1)/2
	}
	return ends
}

// layWires draws the wires from descriptors to files, so that those that end at one file do not cross.
func (l *picLayout) layWires() {
	into := map[int]int{} // wires that end at a file
	for _, e := range l.ends {
		into[e.file]++
	}
	free := map[int][]int{} // where at a file's edge there is no wire yet
	drawn := map[picWire]bool{}
	for _, e := range l.ends {
		to, shown := l.fileAt[e.file]
		if !shown {
			// Many files of one list may be hidden behind one line.
			rest := l.restAt[e.file]
			w := picWire{e.x, e.y, rest.x, rest.middle(), "wire rest", false}
			if !drawn[w] {
				drawn[w] = true
				l.wires = append(l.wires, w)
			}
			continue
		}
		if free[e.file] == nil {
			free[e.file] = spread(to, into[e.file])
		}
		y := free[e.file][0]
		free[e.file] = free[e.file][1:]
		l.wires = append(l.wires, picWire{e.x, e.y, to.x, y, e.is, false})
	}
}
