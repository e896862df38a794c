package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// insnBytesShown is the largest program whose bytes the form shows.
const insnBytesShown = 2048

// elsewhere reports whether the editor of the program shows a buffer, so that the list of buffers does not.
func (d *draftCall) elsewhere(f *abi.Field) bool {
	return f == &abi.License || f == &abi.Insns && len(d.insns()) > insnBytesShown
}

// program returns the editor of the program: ready programs, its text, its mistakes, the maps that it names, its license and
// the request for a log.
func (f *CallForm) program() []app.UI {
	return []app.UI{f.samples(), f.editor(), f.mistakes(), f.mapsNamed(), f.license(), f.logBox()}
}

// samples returns a button for each ready program.
func (f *CallForm) samples() app.UI {
	var picks []app.UI
	for i, s := range programSamples {
		picks = append(picks, app.Button().Class("pill", "small").ID("sample-"+strconv.Itoa(i)).DataSet("sample", i).Title(s.about).Text(s.title).OnClick(f.Draft.onNumber("sample", f.Draft.TakeSample)))
	}
	return app.Div().Class("samples").Body(
		app.Div().Class("lane").ID("samples-label").Text("Make the maps and load a program"),
		app.Div().Class("chooser").Role("group").Aria("labelledby", "samples-label").Body(picks...))
}

// editor returns the text of the program beside its line numbers.
func (f *CallForm) editor() app.UI {
	d := f.Draft
	text := d.text(programInput)
	lines := strings.Count(text, "\n") + 1
	wrong := map[int]bool{}
	for _, e := range d.program.errors {
		wrong[e.Line] = true
	}
	area := app.Textarea().ID(inputID(programInput)).Rows(lines).Spellcheck(false).Attr("wrap", "off").Attr("autocapitalize", "off").
		Text(text).Attr("value", text).Aria("describedby", "program-mistakes").
		DataSet("input", programInput).OnInput(d.onValue(d.SetProgram)).OnPaste(d.onPress(d.programPasted)).OnBlur(d.onData("input", d.Leave))
	if len(wrong) > 0 {
		area = area.Aria("invalid", "true")
	}
	count := english.Count(len(d.insns())/insn.Size, "instruction")
	return app.Div().Class("program", wrongClass(d.wrong[programInput])).Body(
		app.Div().Class("program-head").Body(app.Label().Class("lane").For(inputID(programInput)).Text("The program"), app.Span().Class("soft").ID("program-count").Text(count)),
		app.Div().Class("editor").Body(gutter(lines, wrong), area),
	)
}

// mistakesShown is the maximum number of mistakes listed.
const mistakesShown = 5

// mistakes returns the mistakes of the text, each with its line and column, and the dialect if it is not assembly.
func (f *CallForm) mistakes() app.UI {
	d := f.Draft
	var lines []app.UI
	for i, e := range d.program.errors {
		if i == mistakesShown {
			lines = append(lines, app.P().Class("soft").Text("And "+english.Count(len(d.program.errors)-i, "more mistake")+"."))
			break
		}
		lines = append(lines, app.P().Class("wrong").Text(fmt.Sprintf("Line %d, column %d: %s.", e.Line, e.Col, strings.TrimSuffix(e.Text, "."))))
	}
	if typed := d.typed[programInput]; typed != "" && d.program.read != dialect.Assembly {
		lines = append(lines, app.P().Class("soft").Text("Read as "+d.program.read.String()+"."))
	}
	return app.Div().Class("mistakes").ID("program-mistakes").Role("status").Aria("live", "polite").Body(lines...)
}

// mapsNamed returns a line for each map that the program names.
func (f *CallForm) mapsNamed() app.UI {
	var lines []app.UI
	seen := map[int32]bool{}
	insns := f.Draft.insns()
	for at := 0; at+insn.Size <= len(insns); at += insn.Size {
		i := insn.Decode(insns[at:])
		if !namesMap(i) || seen[i.Imm] {
			continue
		}
		seen[i.Imm] = true
		text, class := f.Draft.describeFD(i.Imm)
		lines = append(lines, app.Li().Class(class).Body(app.Code().Text("map_fd "+strconv.Itoa(int(i.Imm))), app.Text(" "+text)))
	}
	if len(lines) == 0 {
		return app.Ul().Class("maps-named")
	}
	return app.Ul().Class("maps-named").Aria("label", "Maps of the program").Body(lines...)
}

// namesMap reports whether an instruction loads the address of a map, or of a map's value, by its descriptor.
func namesMap(i insn.Insn) bool {
	return i.IsLoadImm64() && (i.Src == insn.BPF_PSEUDO_MAP_FD || i.Src == insn.BPF_PSEUDO_MAP_VALUE)
}

// describeFD describes the map of a descriptor after the last call. If the form edits an earlier call, and the task has
// closed the descriptor since, it describes the map at that call.
func (d *Draft) describeFD(fd int32) (text, class string) {
	var f *core.File
	if t := d.desk.session.Kernel().Task(d.Task); t != nil {
		f = t.Files.File(int(fd))
	}
	switch {
	case f != nil && f.Map != nil:
		return describeMap(f.Map.Nr, mapName(f.Map), f.Map.Type, f.Map.KeySize, f.Map.ValueSize, f.Map.MaxEntries), ""
	case f != nil:
		return "is not a map.", "wrong"
	}
	if m := d.mapShown(fd); m.Nr != 0 && d.replaces() {
		return describeMap(m.Nr, m.Name, m.Type, m.KeySize, m.ValueSize, m.MaxEntries), ""
	}
	return fmt.Sprintf("is not open in task %d.", d.Task), "wrong"
}

// mapShown returns the map of a descriptor at the shown step; its number is 0 if none has it.
func (d *Draft) mapShown(fd int32) (shown core.MapView) {
	d.newestFD(func(open core.FDView, _ core.FileView, m core.MapView) bool {
		if open.FD == int(fd) {
			shown = m
		}
		return false
	})
	return shown
}

func describeMap(nr int, name string, kind abi.MapType, key, value, entries uint32) string {
	if name == "" {
		name = "map " + strconv.Itoa(nr)
	}
	return fmt.Sprintf("is %s: %s %d→%d ×%d", name, kind.Short(), key, value, entries)
}

// licenses are the licenses to choose from. The first two are compatible with the GPL.
var licenses = []string{"GPL", "Dual MIT/GPL", "MIT"}

// otherLicense stands for a license that is typed.
const otherLicense = "other…"

// license returns the line of the license.
func (f *CallForm) license() app.UI {
	d := f.Draft
	now := d.licenseText()
	chosen := false
	var options []app.UI
	for _, l := range licenses {
		chosen = chosen || l == now
		options = append(options, option(l, l, l == now))
	}
	options = append(options, option(otherLicense, otherLicense, !chosen))
	in := textInput(licenseInput, d.text(licenseInput), "").Title("The license as text").DataSet("input", licenseInput).OnInput(d.onValue(d.typeLicense)).OnBlur(d.onData("input", d.Leave))
	pick := app.Select().ID("license-pick").Aria("label", "License").Body(options...).OnChange(d.onValue(d.setLicense))
	return fieldRow(colour(3), licenseInput, app.Div().Class("either").Body(pick, in), "", "")
}

// logBox returns the checkbox that asks for the verifier's log.
func (f *CallForm) logBox() app.UI {
	d := f.Draft
	box := app.Input().Type("checkbox").ID("load-log").Checked(d.logs()).OnChange(d.onElement(d.setLog))
	note := ""
	if d.logs() && len(d.Attr) >= abi.LogBuf.End() {
		note = fmt.Sprintf(" log_level %d, %d bytes at 0x%x", abi.LogLevel.Value(d.Attr), abi.LogSize.Value(d.Attr), abi.LogBuf.Value(d.Attr))
	}
	return app.Label().Class("box").For("load-log").Body(box, app.Text("Ask for the verifier's log"), app.Span().Class("soft").Text(note))
}
