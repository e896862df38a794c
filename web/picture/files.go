package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/table"
	"bpfplay/web/svg"
)

const fileH = 70

// fileModes are the texts for a file's mode, longest first.
var fileModes = table.Listed[int, []string]{
	{core.O_RDONLY, []string{"read-only", "ro"}},
	{core.O_WRONLY, []string{"write-only", "wo"}},
	{core.O_RDWR, []string{"rw"}},
	{modeUnknown, []string{"closed"}},
}

// layFile returns a file's card, still to be placed.
func (l *layout) layFile(f core.FileView) card {
	name := "file " + strconv.Itoa(f.Nr)
	style := "card"
	if f.Count == 0 {
		style = "card gone"
	}
	c := card{box: box{l.files.x, 0, l.files.w, fileH}, noun: name, style: svg.Lit(style, l.lit.file(f.Nr)), round: cardRound, pen: 22}
	c.write(svg.Name, name)
	c.write(svg.Mono, fileModes.Of(f.Mode)...)
	n := strconv.Itoa(f.Count)
	if kind := l.lit.Kind; l.lit.file(f.Nr) && (kind == core.FileShared || kind == core.FileDropped) {
		n = l.lit.change()
	}
	s := "s"
	if n == "1" {
		s = ""
	}
	holders := holdersOf(f)
	c.write(svg.Soft, n+" "+holders[0]+s, n+" "+holders[1]+s, n)
	return c
}

// holdersOf names, long and short, what refers to a file: besides descriptors, mappings hold files, and maps and links hold
// those of perf events.
func holdersOf(f core.FileView) [2]string {
	if f.Object != "" || f.Mappings > 0 {
		return [2]string{"reference", "ref"}
	}
	return [2]string{"descriptor", "fd"}
}

// spread distributes the ends of n wires over the left edge of a box.
func spread(b box, n int) []int {
	step := 0
	if n > 1 {
		step = min(12, (b.h-2*cardRound)/(n-1))
	}
	ends := make([]int, n)
	for i := range ends {
		ends[i] = b.middle() + i*step - step*(n-1)/2
	}
	return ends
}

// layWires draws the wires from descriptors to files. Wires that end at the same file do not cross.
func (l *layout) layWires() {
	into := map[int]int{} // number of wires to a file
	for _, s := range l.starts {
		into[s.file]++
	}
	free := map[int][]int{} // ends at a file's edge that are not used yet
	drawn := map[wire]bool{}
	for _, s := range l.starts {
		to, shown := l.fileAt[s.file]
		if !shown {
			// One button may hide many files: draw the wire to it once.
			list, hidden := l.listAt[s.file]
			if !hidden {
				continue // the file of a BTF object or a pidfd, which is not drawn
			}
			w := wire{x1: s.x, y1: s.y, x2: list.x, y2: list.middle(), style: "wire rest"}
			if !drawn[w] {
				drawn[w] = true
				l.wires = append(l.wires, w)
			}
			continue
		}
		if free[s.file] == nil {
			free[s.file] = spread(to, into[s.file])
		}
		y := free[s.file][0]
		free[s.file] = free[s.file][1:]
		l.wires = append(l.wires, wire{x1: s.x, y1: s.y, x2: to.x, y2: y, style: s.style})
	}
}
