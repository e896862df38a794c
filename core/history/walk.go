package history

import "bpfplay/core"

// Walk makes the first n calls of the history again on a kernel of its own, and shows it before each of them, when the
// task has written what it writes for the call. It costs less than a Trace of every call: nobody watches inside.
func (s *Session) Walk(n int, before func(nr int, k *core.Kernel)) {
	k := s.before(1)
	for i := range s.calls[:n] {
		c := &s.calls[i]
		for _, w := range c.Writes {
			k.Poke(k.Task(c.Task), w)
		}
		before(i+1, k)
		k.Run(c)
	}
}
