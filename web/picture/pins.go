package picture

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/web/svg"
)

// layPin returns the card of a pin in the bpf file system, still to be placed. A pin without a path is a ghost.
func (l *layout) layPin(p core.PinView) card {
	c := card{box: box{l.files.x, 0, l.files.w, 0}, style: svg.Lit("card", l.lit.pin(p)), round: cardRound, pen: 20}
	if p.Path == "" {
		c.style = "card gone lit"
		c.write(svg.Mono, "a pin")
		c.write(svg.Soft, "removed")
	} else {
		path := printable(p.Path)
		c.noun = "pin " + path
		c.title = path + " holds a reference to " + pinned(p)
		c.writeName(svg.Mono, path)
		mode := modeText(p.Mode)
		c.write(svg.Soft, "pinned, "+mode, "pin "+mode)
		if p.UID != 0 {
			c.write(svg.Soft, "by uid "+decimal(p.UID), "uid "+decimal(p.UID), decimal(p.UID))
		}
	}
	c.h = c.pen - 6
	return c
}

// pinned names the object of a pin.
func pinned(p core.PinView) string {
	switch {
	case p.Link != 0:
		return linkName(p.Link)
	case p.Prog != 0:
		return "program " + strconv.Itoa(p.Prog)
	}
	return "map " + strconv.Itoa(p.Map)
}

// modeText returns permission bits as chmod takes them.
func modeText(mode uint16) string { return fmt.Sprintf("%04o", mode) }

// printable returns a path that can be drawn. A path may contain any byte, such as a line break or invalid UTF-8.
func printable(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r > '~' }) {
		return strconv.QuoteToASCII(path)
	}
	return path
}
