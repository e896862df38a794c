package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/english"
)

// layPin is the card of a name in the bpf file system. One without a path has just been taken away.
func (l *picLayout) layPin(p core.PinView) picCard {
	c := picCard{picBox: picBox{l.files.x, 0, l.files.w, 0}, is: glow("card", l.lit.pin(p.Map)), round: picRound, pen: 20}
	if p.Path == "" {
		c.is = "card gone lit"
		c.write(voiceMono, "a name")
		c.write(voiceSoft, "unpinned")
	} else {
		path := plainPath(p.Path)
		c.noun = "pin " + path
		c.title = "the name " + path + " holds map " + strconv.Itoa(p.Map)
		c.writeName(voiceMono, path)
		mode := fileMode(p.Mode)
		c.write(voiceSoft, "pinned, "+mode, "pin "+mode)
		if p.UID != 0 {
			c.write(voiceSoft, "by uid "+english.Digits(p.UID), "uid "+english.Digits(p.UID), english.Digits(p.UID))
		}
	}
	c.h = c.pen - 6
	return c
}

// fileMode is permission bits as ls and chmod have them.
func fileMode(mode uint16) string { return fmt.Sprintf("%04o", mode) }

// plainPath is a path that can be drawn: a name may hold any byte, a line break or the half of a letter too.
func plainPath(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r > '~' }) {
		return strconv.QuoteToASCII(path)
	}
	return path
}
