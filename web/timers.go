package web

import "time"

// timers runs functions later, as handlers of the page. A page that ends with a panic leaves those that have not run to the
// next one.
type timers struct {
	pending []*timer     // that have not run, once a page is going to be mounted
	start   func(*timer) // starts a timer of the mounted page; nil before the page is mounted
}

// timer is a call of Screen.soon.
type timer struct {
	after time.Duration
	do    func()
}

// add runs do after a delay, once the page is mounted.
func (t *timers) add(after time.Duration, do func()) {
	one := &timer{after, do}
	t.pending = append(t.pending, one)
	if t.start != nil {
		t.start(one)
	}
}

// mounted starts the timers that have not run with the page that is mounted now.
func (t *timers) mounted(start func(*timer)) {
	t.start = start
	for _, one := range append([]*timer(nil), t.pending...) {
		start(one)
	}
}

// run runs a timer unless it has run already, on this page or on an earlier one.
func (t *timers) run(one *timer) {
	for i, other := range t.pending {
		if other == one {
			t.pending = append(t.pending[:i:i], t.pending[i+1:]...)
			one.do()
			return
		}
	}
}
