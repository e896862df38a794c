package web

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// machine is the panel of all that the kernel boots on. A change runs the same calls again.
func (p *Panels) machine() []app.UI {
	s := p.S
	m := s.session.Machine()
	body := []app.UI{app.P().Class("soft").Text("A change boots anew and makes the same calls again.")}
	if m.Release == abi.Seed {
		body = append(body, app.H3().Text("Map types that register themselves at boot"), p.types(m), p.adder())
	}
	body = append(body,
		app.H3().Text("The first task"),
		capBoxes(m.Caps, p.onCap),
	)
	for i, n := range machineNumbers {
		if n.Since.In(m.Release) {
			body = append(body, p.number(i, n))
		}
	}
	body = append(body,
		app.H3().Text("The worker"),
		app.Label().Class("box").Body(
			app.Input().Type("checkbox").ID("autowork").Checked(m.AutoWork).OnChange(p.onAuto),
			app.Text(" runs after every call, unasked"),
		),
	)
	return body
}

// behaviours are what a registered type's map_alloc may do.
var behaviours = []struct {
	errno abi.Errno
	says  string
}{
	{0, "makes maps"},
	{abi.ENOMEM, "refuses: ENOMEM"},
	{abi.EINVAL, "refuses: EINVAL"},
	{abi.EPERM, "refuses: EPERM"},
}

func (p *Panels) types(m core.Machine) app.UI {
	if len(m.Types) == 0 {
		return app.P().ID("no-types").Text("None, as in the commit itself: every BPF_MAP_CREATE answers EINVAL.")
	}
	var rows []app.UI
	for i, t := range m.Types {
		var options []app.UI
		for _, b := range behaviours {
			options = append(options, option(strconv.Itoa(int(b.errno)), b.says, b.errno == t.Refuses))
		}
		rows = append(rows, app.Li().Class("type").Body(
			app.Code().Text(strconv.Itoa(int(t.Type))+" "+t.Type.Short()),
			app.Select().Aria("label", "What type "+strconv.Itoa(int(t.Type))+" does").DataSet("entry", strconv.Itoa(i)).Body(options...).OnChange(p.onRefusal, i),
			app.Button().Class("quiet").Aria("label", "Do not register type "+strconv.Itoa(int(t.Type))).DataSet("entry", strconv.Itoa(i)).Text("×").OnClick(p.onUnregister, i),
		))
	}
	return app.Ol().Class("types").Body(rows...)
}

// adder offers the types by name; the number decides.
func (p *Panels) adder() app.UI {
	options := []app.UI{option("", "Register a type…", true)}
	for i, t := range abi.MapTypes {
		options = append(options, option(strconv.Itoa(i), strconv.Itoa(i)+" "+t.Name, false))
	}
	return app.Select().ID("register").Aria("label", "Register a map type").Body(options...).OnChange(p.onRegister)
}

func (p *Panels) onRegister(ctx app.Context, _ app.Event) {
	t, err := strconv.ParseUint(ctx.JSSrc().Get("value").String(), 10, 32)
	if err != nil {
		return
	}
	ctx.JSSrc().Set("value", "")
	p.S.Register(abi.MapType(t))
}

func (p *Panels) entry(ctx app.Context) (int, bool) {
	i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("entry").String())
	return i, err == nil && i >= 0 && i < len(p.S.session.Machine().Types)
}

func (p *Panels) onUnregister(ctx app.Context, _ app.Event) {
	if i, ok := p.entry(ctx); ok {
		p.S.Unregister(i)
	}
}

func (p *Panels) onRefusal(ctx app.Context, _ app.Event) {
	i, ok := p.entry(ctx)
	e, err := strconv.Atoi(ctx.JSSrc().Get("value").String())
	if ok && err == nil {
		p.S.SetRefusal(i, abi.Errno(e))
	}
}

func (p *Panels) number(i int, n *core.Setting) app.UI {
	wrong := p.S.machine.wrong[n.Label]
	in := textInput(n.Label, numberText(n, p.S.session.Machine()), wrong).DataSet("number", strconv.Itoa(i)).OnChange(p.onNumber, i)
	return fieldRow("", n.Label, in, n.Says, wrong, wrongClass(wrong))
}

func (p *Panels) onNumber(ctx app.Context, _ app.Event) {
	if i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("number").String()); err == nil && i >= 0 && i < len(machineNumbers) {
		p.S.SetMachine(i, ctx.JSSrc().Get("value").String())
	}
}

func (p *Panels) onAuto(ctx app.Context, _ app.Event) {
	p.S.SetAutoWork(ctx.JSSrc().Get("checked").Bool())
}

func (p *Panels) onCap(ctx app.Context, _ app.Event) {
	if c, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("cap").String()); err == nil {
		p.S.SetCap(abi.Capability(c), ctx.JSSrc().Get("checked").Bool())
	}
}

// shownCaps are the capabilities that can be ticked, in this order.
var shownCaps = []abi.Capability{abi.CAP_SYS_ADMIN, abi.CAP_BPF, abi.CAP_NET_ADMIN, abi.CAP_PERFMON, abi.CAP_SYS_RESOURCE, abi.CAP_DAC_OVERRIDE}

// capBoxes are boxes to tick, one for each capability that bpf() may ask for.
func capBoxes(has abi.Caps, onChange app.EventHandler) app.UI {
	var boxes []app.UI
	for _, c := range shownCaps {
		boxes = append(boxes, app.Label().Class("box").Body(
			app.Input().Type("checkbox").ID("cap-"+strconv.Itoa(int(c))).DataSet("cap", strconv.Itoa(int(c))).Checked(has.Has(c)).OnChange(onChange, int(c)),
			app.Text(" "+abi.CapNames[c]),
		))
	}
	return app.Div().Class("boxes").Body(boxes...)
}
