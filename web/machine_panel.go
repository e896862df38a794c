package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// machinePanel shows the settings of the machine. A change replays the same calls.
type machinePanel struct{ machine *Machine }

func (p machinePanel) body() []app.UI {
	s := p.machine
	m := s.desk.machine()
	setCap, scope := s.onElement(p.setCap)
	body := []app.UI{app.P().Class("soft").Text("A change reboots the machine and replays the same calls.")}
	if m.Release == abi.Seed {
		body = append(body, app.H3().Text("Map types registered at boot"), p.types(m), p.adder())
	}
	body = append(body,
		app.H3().Text("First task"),
		capBoxes(m.Caps, setCap, scope),
	)
	for i, n := range machineNumbers() {
		if n.Since.In(m.Release) {
			body = append(body, p.number(i, n))
		}
	}
	for i, w := range machineSwitches {
		if setting := core.SettingOf(w.key); setting.Since.In(m.Release) {
			body = append(body, app.H3().Text(w.heading), app.Label().Class("box").Body(
				app.Input().Type("checkbox").ID("set-"+w.key).DataSet("switch", strconv.Itoa(i)).Checked(*setting.Flag(&m)).OnChange(s.onElement(p.setSwitch)),
				app.Text(" "+w.label),
			))
		}
	}
	return body
}

// behaviours lists the possible results of a registered type's map_alloc.
var behaviours = []struct {
	errno abi.Errno
	label string
}{
	{0, "allocates maps"},
	{abi.ENOMEM, "fails with ENOMEM"},
	{abi.EINVAL, "fails with EINVAL"},
	{abi.EPERM, "fails with EPERM"},
}

func (p machinePanel) types(m core.Machine) app.UI {
	if len(m.Types) == 0 {
		return app.P().ID("no-types").Text("None, as in the commit itself: every BPF_MAP_CREATE returns EINVAL.")
	}
	var rows []app.UI
	for i, t := range m.Types {
		var options []app.UI
		for _, b := range behaviours {
			options = append(options, option(strconv.Itoa(int(b.errno)), b.label, b.errno == t.Refuses))
		}
		rows = append(rows, app.Li().Class("type").Body(
			app.Code().Text(strconv.Itoa(int(t.Type))+" "+t.Type.Short()),
			app.Select().Aria("label", "Result of map_alloc of type "+strconv.Itoa(int(t.Type))).DataSet("entry", strconv.Itoa(i)).Body(options...).OnChange(p.machine.onElement(p.setRefusal)),
			app.Button().Class("quiet").Aria("label", "Unregister type "+strconv.Itoa(int(t.Type))).DataSet("entry", strconv.Itoa(i)).Text("×").OnClick(p.machine.onElement(p.unregister)),
		))
	}
	return app.Ol().Class("types").Body(rows...)
}

// adder returns a select of map types to register.
func (p machinePanel) adder() app.UI {
	options := []app.UI{option("", "Register a type…", true)}
	for i, t := range abi.MapTypes {
		options = append(options, option(strconv.Itoa(i), strconv.Itoa(i)+" "+t.Name, false))
	}
	return app.Select().ID("register").Aria("label", "Register a map type").Body(options...).OnChange(p.machine.onElement(p.register))
}

func (p machinePanel) register(el element) {
	t, err := strconv.ParseUint(el.typed(), 10, 32)
	if err != nil {
		return
	}
	el.js.Set("value", "")
	p.machine.Register(abi.MapType(t))
}

// entry returns the index of the registered type that an element belongs to.
func (p machinePanel) entry(el element) (int, bool) {
	i, ok := el.number("entry")
	return i, ok && i >= 0 && i < len(p.machine.desk.machine().Types)
}

func (p machinePanel) unregister(el element) {
	if i, ok := p.entry(el); ok {
		p.machine.Unregister(i)
	}
}

func (p machinePanel) setRefusal(el element) {
	i, ok := p.entry(el)
	e, err := strconv.Atoi(el.typed())
	if ok && err == nil {
		p.machine.SetRefusal(i, abi.Errno(e))
	}
}

func (p machinePanel) number(i int, n *core.Setting) app.UI {
	wrong := p.machine.wrong[n.Label]
	in := textInput(n.Label, numberText(n, p.machine.desk.machine()), wrong).DataSet("number", strconv.Itoa(i)).OnChange(p.machine.onElement(p.setNumber))
	return fieldRow("", n.Label, in, n.Description, wrong, wrongClass(wrong))
}

func (p machinePanel) setNumber(el element) {
	if i, ok := el.number("number"); ok && i >= 0 && i < len(machineNumbers()) {
		p.machine.SetNumber(i, el.typed())
	}
}

func (p machinePanel) setSwitch(el element) {
	if i, ok := el.number("switch"); ok && i >= 0 && i < len(machineSwitches) {
		p.machine.SetSwitch(i, el.checked())
	}
}

func (p machinePanel) setCap(el element) {
	if c, ok := el.number("cap"); ok {
		p.machine.SetCap(abi.Capability(c), el.checked())
	}
}

// shownCaps lists the capabilities with a checkbox, in this order.
var shownCaps = []abi.Capability{abi.CAP_SYS_ADMIN, abi.CAP_BPF, abi.CAP_NET_ADMIN, abi.CAP_PERFMON, abi.CAP_SYS_RESOURCE, abi.CAP_DAC_OVERRIDE}

// capBoxes returns a checkbox for each capability that bpf() checks.
func capBoxes(has abi.Caps, onChange app.EventHandler, scope any) app.UI {
	var boxes []app.UI
	for _, c := range shownCaps {
		boxes = append(boxes, app.Label().Class("box").Body(
			app.Input().Type("checkbox").ID("cap-"+strconv.Itoa(int(c))).DataSet("cap", strconv.Itoa(int(c))).Checked(has.Has(c)).OnChange(onChange, scope),
			app.Text(" "+abi.CapNames.Of(c)),
		))
	}
	return app.Div().Class("boxes").Body(boxes...)
}
