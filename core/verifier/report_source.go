package verifier

import (
	"strconv"
	"strings"
)

const (
	reportContext = 2  // lines and instructions shown before and after the one at fault
	sourceWidth   = 88 // columns of a source line with its number
	tabWidth      = 8
)

// reportAt shows the instruction at fault.
func (v *env) reportAt(at int, message string) {
	v.report.WriteString("\nAt:\n")
	v.reportSource(at, "error", message)
}

// reportSource shows an instruction among its neighbours, and its source line among those that line_info has (bpf_diag_source).
func (v *env) reportSource(at int, label, message string) {
	r := &v.report
	message = label + ": " + message
	rec := v.lineAt(at)
	file := ""
	if rec >= 0 {
		file = v.sourceFile(v.lineInfo[rec])
	}
	switch {
	case file == "":
		r.WriteString("  insn " + strconv.Itoa(at) + "\n")
		r.annotate(0, 0, message)
	default:
		l := v.lineInfo[rec]
		number, column := l.number()
		if fn := v.subprogName(v.subprogAt(at)); fn != "" {
			file = fn + " @ " + file
		}
		r.WriteString(sprintf("  %s:%d:%d\n", file, number, column))
		if text := v.prog.BTF.String(l.LineOff); text == "" {
			r.annotate(0, 0, message)
		} else {
			v.reportLines(at, l, indent(text), message)
		}
	}
	v.reportInsns(at)
}

// reportLines shows the line l, with the message below it, among its neighbours in the function.
func (v *env) reportLines(at int, l LineInfo, indent int, message string) {
	number, _ := l.number()
	first := number - reportContext
	var texts [1 + 2*reportContext]string
	sub := v.subprogs[v.subprogAt(at):]
	for _, other := range v.lineInfo[v.lineAt(sub[0].start) : v.lineAt(sub[1].start-1)+1] {
		n, _ := other.number()
		if i := n - first; other.FileNameOff == l.FileNameOff && i >= 0 && i < len(texts) && texts[i] == "" {
			texts[i] = v.prog.BTF.String(other.LineOff)
		}
	}
	r := &v.report
	r.WriteString("  Source context:\n")
	width := len(strconv.Itoa(number + reportContext))
	for i, text := range texts {
		mark := "    "
		if i == reportContext {
			mark = ">>> "
		}
		if text == "" {
			text = "..."
		}
		lane := ""
		if n := first + i; n > 0 {
			lane = sprintf("%s%*d | ", mark, width, n)
			lane += sourceText(text, sourceWidth-len(lane))
		}
		r.WriteString("  " + lane + "\n")
		if i == reportContext {
			r.annotate(width, indent, message)
		}
	}
}

// reportInsns shows an instruction among its neighbours.
func (v *env) reportInsns(at int) {
	r := &v.report
	r.WriteString("  Instruction context:\n")
	width := len(strconv.Itoa(len(v.insns) - 1))
	for i := max(at-reportContext, 0); i <= at+reportContext && i < len(v.insns); i++ {
		if i > 0 && v.insns[i-1].IsLoadImm64() || v.insns[i].IsLoadImm64() && i+1 >= len(v.insns) {
			continue
		}
		mark := "    "
		if i == at {
			mark = ">>> "
		}
		r.WriteString(sprintf("  %s%*d | %s\n", mark, width, i, v.insnText(i)))
	}
}

// annotate adds a message below a line whose number has width digits and whose text is indented.
func (r *report) annotate(width, indent int, message string) {
	margin := strings.Repeat(" ", 2+width+4) + " | " + strings.Repeat(" ", min(indent, sourceWidth-width-8))
	r.wrap(margin+"^-- ", margin+"    ", message)
}

// indent returns the columns before the text of a line.
func indent(line string) (columns int) {
	for i := 0; i < len(line) && (line[i] == ' ' || line[i] == '\t'); i++ {
		columns = advance(columns, line[i])
	}
	return columns
}

// advance returns the column after a byte.
func advance(column int, c byte) int {
	if c == '\t' {
		return (column/tabWidth + 1) * tabWidth
	}
	return column + 1
}

// sourceText returns a line with tabs expanded, cut with dots to width columns (diag_format_source_text).
func sourceText(line string, width int) string {
	var b []byte
	for i := range len(line) {
		if len(b) >= width {
			return string(b[:width-3]) + "..."
		}
		if line[i] != '\t' {
			b = append(b, line[i])
			continue
		}
		for end := min(advance(len(b), '\t'), width); len(b) < end; {
			b = append(b, ' ')
		}
	}
	return string(b)
}
