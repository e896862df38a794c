package core

// Walk makes the first n calls of the history again on a kernel of its own, which it shows before and after each; wrote
// is what the call changed of its task's eight pages. It costs less than a Trace of every call: nobody watches inside.
func (s *Session) Walk(n int, before func(nr int, k *Kernel), after func(nr int, k *Kernel, wrote []Write)) {
	k, watch := s.before(1), arenaWatch{}
	for i := range s.calls[:n] {
		c := &s.calls[i]
		t := k.Task(c.Task)
		for _, w := range c.Writes {
			k.poke(t, w) // what the task writes itself is not what the call wrote
		}
		before(i+1, k)
		watch.begin(t)
		k.do(c)
		var wrote []Write
		if c.Op == OpBpf {
			wrote = watch.changes(t)
		}
		after(i+1, k, wrote)
	}
}
