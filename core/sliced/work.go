// Package sliced runs work in slices, so that a page answers between them.
package sliced

import "iter"

// Work is work that runs in slices.
type Work struct {
	resume func() (struct{}, bool)
	stop   func()
}

// stopped is the panic that ends work in the middle after Stop.
type stopped struct{}

// New prepares work, which begins with the first Step. do calls pause at the end of each slice, wherever it is.
func New(do func(pause func())) *Work {
	w := &Work{}
	w.resume, w.stop = iter.Pull(func(yield func(struct{}) bool) {
		defer func() {
			if fault := recover(); fault != nil && fault != (stopped{}) {
				panic(fault)
			}
		}()
		do(func() {
			if !yield(struct{}{}) {
				panic(stopped{})
			}
		})
	})
	return w
}

// Step runs one slice and reports whether work remains.
func (w *Work) Step() (more bool) {
	_, more = w.resume()
	return more
}

// Stop ends the work. Deferred functions run.
func (w *Work) Stop() { w.stop() }
