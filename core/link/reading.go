package link

import "bpfplay/core/sliced"

// Reading parses a link in slices.
type Reading struct {
	link Link
	err  error
	done int // bytes of the readable form
	size int // of it, in bytes; 0 while it is not known
	work *sliced.Work
}

const (
	sliceParts = 1 << 11 // calls and settings that are parsed in a slice
	sliceBytes = 1 << 18 // bytes that are unpacked in a slice
)

// Read begins to parse a link. It takes what [Parse] does.
func Read(text string) *Reading {
	r := &Reading{}
	r.work = sliced.New(func(pause func()) {
		r.link, r.err = parse(text, func(done, size int) {
			r.done, r.size = done, size
			pause()
		})
	})
	return r
}

// Step runs one slice, of about a hundredth of a second, and reports whether work remains.
func (r *Reading) Step() (more bool) { return r.work.Step() }

// Progress returns the number of parsed bytes, and of all; 0 while the link is being unpacked.
func (r *Reading) Progress() (done, total int) { return r.done, r.size }

// Stop ends the work.
func (r *Reading) Stop() { r.work.Stop() }

// Link returns the link after the last Step, as [Parse] does.
func (r *Reading) Link() (Link, error) { return r.link, r.err }
