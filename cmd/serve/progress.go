package main

import (
	"fmt"
	"sync"
)

// step is a step of a build.
type step int

const (
	compiling step = iota
	linking
	shrinking
	writing
	compressing
)

// steps names the steps, with their seconds on two cores and without any cache.
var steps = [...]struct {
	does    string
	seconds int
}{
	compiling:   {"compiling the program for the browser", 80},
	linking:     {"linking the program", 4},
	shrinking:   {"making the program smaller", 9},
	writing:     {"writing the pages", 2},
	compressing: {"compressing the files", 5},
}

// Progress is how far a build is. A nil Progress drops it.
type Progress struct {
	show func(text string, newStep bool) // receives every change; may be nil

	mu   sync.Mutex
	now  step
	done int // percent of the build
}

// Set moves to a part of a step: done of all.
func (p *Progress) Set(now step, done, all int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	before, whole := 0, 0
	for i, s := range steps {
		if step(i) < now {
			before += s.seconds
		}
		whole += s.seconds
	}
	percent := (100*before + 100*steps[now].seconds*done/max(1, all)) / whole
	newStep := now != p.now || p.done == 0
	if percent <= p.done && !newStep {
		return
	}
	p.now, p.done = now, max(1, percent)
	if p.show != nil {
		p.show(p.text(), newStep)
	}
}

// String returns the progress in words, such as "42 %, linking the program".
func (p *Progress) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text()
}

func (p *Progress) text() string { return fmt.Sprintf("%d %%, %s", p.done, steps[p.now].does) }
