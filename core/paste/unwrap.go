package paste

import "strings"

// unwrapper cuts a text into lines and removes their wrapping.
type unwrapper struct {
	rest      string
	num       int  // of the last line returned by cut
	ended     bool // no line is left
	printable bool // the text is quoted-printable
}

func (u *unwrapper) more() bool { return !u.ended }

// cut returns the next line of the pasted text.
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

// shownCharacters undoes the typographic and invisible characters that terminals, web pages and chat programs insert.
var shownCharacters = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ", "\ufeff", "", "\u200b", "", "\u200c", "",
	"\u200d", "", "\u2060", "", "\u00ad", "", "“", `"`, "”", `"`, "„", `"`, "…", "...", "−", "-", "\u2028", " ", "\u2029", " ")

// shownText removes invisible characters: carriage returns, colours, zero-width blanks.
func shownText(line string) string {
	line = PlainLine(line)
	for i := range len(line) {
		if line[i] >= 0x80 {
			return shownCharacters.Replace(line)
		}
	}
	return line
}

// withoutQuoteMarks removes the marks of a quoted mail: "> ", "> > ", ">> ".
func withoutQuoteMarks(line string) (rest string, quoted bool) {
	for strings.HasPrefix(line, ">") {
		line, quoted = strings.TrimPrefix(line[1:], " "), true
	}
	return line, quoted
}

// withoutFence removes the fence of a Markdown code block, and keeps a call on the same line.
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

// isQuotedPrintable reports whether text is quoted-printable: nearly every = is part of =3D, =20 or a soft line break.
func isQuotedPrintable(text string) bool {
	signs, escapes, breaks := 0, 0, 0
	for {
		_, after, ok := strings.Cut(text, "=")
		if !ok {
			break
		}
		signs++
		end := strings.TrimPrefix(after[:min(len(after), len("20\r\n"))], "20")
		switch {
		case strings.HasPrefix(after, "3D"), strings.HasPrefix(after, "3d"):
			escapes++
		case strings.HasPrefix(end, "\n"), strings.HasPrefix(end, "\r\n"):
			breaks++
		}
		text = after
	}
	return escapes > 0 && (escapes+breaks)*10 >= signs*9
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

// PlainLine returns line without carriage returns and colours, and with ordinary blanks for no-break spaces.
func PlainLine(line string) string {
	line = strings.ReplaceAll(strings.TrimRight(line, "\r"), "\u00a0", " ")
	if !strings.Contains(line, "\x1b[") {
		return line
	}
	pieces := strings.Split(line, "\x1b[")
	var plain strings.Builder
	plain.WriteString(pieces[0])
	for _, piece := range pieces[1:] {
		final := strings.IndexFunc(piece, func(c rune) bool { return c >= 0x40 })
		plain.WriteString(piece[final+1:])
	}
	return plain.String()
}

// IsBlank reports whether text is empty or white space.
func IsBlank(text string) bool { return strings.TrimSpace(text) == "" }
