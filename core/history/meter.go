package history

import "bpfplay/core"

// Meter holds the calls of a kernel outside a session to the budgets of a history.
type Meter struct {
	meter  meter
	tracer core.Tracer
}

// NewMeter returns a meter that runs slice after every hundredth of a second or so, also within a call.
func NewMeter(slice func()) *Meter {
	return &Meter{meter: meter{slice: slice}, tracer: core.Tracer{CountOnly: true}}
}

// Run runs one call of k. events reports whether the caller wants its events. If the call exceeds a budget, Run returns an
// error, and the kernel cannot be used any more.
func (m *Meter) Run(k *core.Kernel, events bool, do func()) ([]core.Event, error) {
	m.tracer.CountOnly = !events
	k.Watch(&m.tracer)
	err := m.meter.run(k, &m.tracer, do)
	k.Watch(nil)
	if err == nil {
		m.meter.pass(k, m.meter.work)
		err = m.meter.over
	}
	if err != nil || !events {
		return nil, err
	}
	return m.tracer.Events(), nil
}
