package history

import "bpfplay/core"

// Walk replays the first n calls on a new kernel. It calls before ahead of each call, after the writes of the call's task,
// and after, which may be nil, when the call has returned. Walk is faster than a Trace of every call.
func (s *Session) Walk(n int, before, after func(nr int, k *core.Kernel)) {
	k := s.before(1)
	for i := range s.calls[:n] {
		c := &s.calls[i].Call
		for _, w := range c.Writes {
			k.Poke(k.Task(c.Task), w)
		}
		before(i+1, k)
		s.again(k, i+1)
		if after != nil {
			after(i+1, k)
		}
	}
}
