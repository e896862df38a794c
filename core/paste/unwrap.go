package paste

import "strings"

// unwrapper cuts a text into lines and takes their wrapping off.
type unwrapper struct {
	rest      string
	num       int  // of the last line that was cut off
	ended     bool // the last line was cut off
	printable bool // the text is quoted-printable
}

func (u *unwrapper) more() bool { return !u.ended }

// cut is the next line as it stands in the text.
func (u *unwrapper) cut() string {
	line, rest, found := strings.Cut(u.rest, "\n")
	u.rest, u.ended = rest, !found
	u.num++
	return line
}

func (u *unwrapper) next() Line {
	line, quoted := withoutQuoteMarks(shownText(u.cut()))
	l := Line{Num: u.num, Lines: 1}
	for u.printable && strings.HasSuffix(line, "=") && u.more() {
		next := shownText(u.cut())
		if quoted {
			next, _ = withoutQuoteMarks(next)
		}
		line = strings.TrimSuffix(line, "=") + next
		l.Lines++
	}
	if u.printable {
		line = fromQuotedPrintable(line)
	}
	l.Text = withoutFence(withoutLogPrefix(line))
	return l
}

// shownCharacters are those that terminals, web pages and chat programs put in the place of others, or that do not show.
var shownCharacters = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ", "\ufeff", "", "\u200b", "", "\u200c", "",
	"\u200d", "", "\u2060", "", "\u00ad", "", "“", `"`, "”", `"`, "„", `"`, "…", "...", "−", "-", "\u2028", " ", "\u2029", " ")

// shownText takes out what does not show: carriage returns, colours, blanks without width.
func shownText(line string) string {
	line = PlainLine(line)
	for i := range len(line) {
		if line[i] >= 0x80 {
			return shownCharacters.Replace(line)
		}
	}
	return line
}

// withoutQuoteMarks takes off the marks of a quoted mail: "> ", "> > ", ">> ".
func withoutQuoteMarks(line string) (rest string, quoted bool) {
	for strings.HasPrefix(line, ">") {
		line, quoted = strings.TrimPrefix(line[1:], " "), true
	}
	return line, quoted
}

// withoutFence takes off the fence of a block in Markdown; what stands behind it on its line stays, if it is a call.
func withoutFence(line string) string {
	bare := strings.TrimSpace(line)
	if !strings.HasPrefix(bare, "```") && !strings.HasPrefix(bare, "~~~") {
		if strings.HasSuffix(bare, "```") {
			return strings.TrimRight(bare, "`")
		}
		return line
	}
	if bare = strings.Trim(bare, "`~"); strings.Contains(bare, "(") {
		return bare
	}
	return ""
}

// isQuotedPrintable: in such a text most = are written as =3D, and the others end a line or begin another escape.
func isQuotedPrintable(text string) bool {
	escaped := strings.Count(text, "=3D") + strings.Count(text, "=3d")
	if escaped == 0 {
		return false
	}
	escaped += strings.Count(text, "=\n") + strings.Count(text, "=\r\n") + strings.Count(text, "=20\n") + strings.Count(text, "=20\r\n")
	return escaped*10 >= strings.Count(text, "=")*9
}

func fromQuotedPrintable(line string) string {
	if !strings.Contains(line, "=") {
		return line
	}
	var plain strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] == '=' && i+2 < len(line) && HexDigit(line[i+1]) >= 0 && HexDigit(line[i+2]) >= 0 {
			plain.WriteByte(byte(HexDigit(line[i+1])<<4 | HexDigit(line[i+2])))
			i += 2
			continue
		}
		plain.WriteByte(line[i])
	}
	return shownText(plain.String())
}
