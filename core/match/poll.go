package match

import (
	"encoding/binary"

	"bpfplay/core"
)

// scratchPoll is the address of the structs that poll and epoll_ctl read, which the text shows without their address.
const scratchPoll = core.ArenaStart + 5*core.PAGE_SIZE

// poll replays poll and ppoll.
func poll(s *step) {
	n := 0
	for 2*n < len(s.args) && s.args[2*n] != int64(n) {
		n++
	}
	if 2*n+1 >= len(s.args) {
		nothing(s)
		return
	}
	timeout := s.args[2*n+1]
	if s.c.Name == "ppoll" {
		timeout = -1
		if len(s.args) > 2*n+1+3 { // seconds and nanoseconds, not NULL
			timeout = 0
		}
	}
	var fds []byte
	for i := range n {
		fds = binary.LittleEndian.AppendUint32(fds, uint32(s.args[2*i]))
		fds = binary.LittleEndian.AppendUint32(fds, uint32(s.args[2*i+1]))
	}
	s.waits(core.Call{Op: core.OpPoll, Args: core.Args{scratchPoll, uint64(n), uint64(int32(timeout))}, Writes: []core.Write{{Addr: scratchPoll, Bytes: fds}}})
}

// waits makes a call that looks for events. What a ring buffer contains depends on programs that the text does not show, so
// a different number of events is taken from the text.
func (s *step) waits(c core.Call) {
	if s.make(c); s.verdict.Agrees || s.verdict.Traced || !s.fine() {
		return
	}
	s.verdict.Traced = true
	if s.keep {
		s.calls[len(s.calls)-1].Known = false
	}
}

// epollCreate replays epoll_create and epoll_create1.
func epollCreate(s *step) {
	flags := int64(0)
	if s.c.Name == "epoll_create1" {
		flags = s.arg(0, 0)
	}
	if s.known {
		s.takes(s.want)
	}
	s.settle(s.make(core.Call{Op: core.OpEpollCreate1, Args: core.Args{uint64(uint32(flags))}}), s.c.Name)
}

// epollCtl replays epoll_ctl. The last number of the event is its data.
func epollCtl(s *step) {
	if len(s.args) < 4 {
		nothing(s)
		return
	}
	c := core.Call{Op: core.OpEpollCtl, Args: core.Args{uint64(int32(s.args[0])), uint64(int32(s.args[1])), uint64(int32(s.args[2])), uint64(s.args[3])}}
	if len(s.args) > 4 {
		event := binary.LittleEndian.AppendUint32(nil, uint32(s.args[3]))
		event = binary.LittleEndian.AppendUint64(event, uint64(s.args[len(s.args)-1]))
		c.Args[3], c.Writes = scratchPoll, []core.Write{{Addr: scratchPoll, Bytes: event}}
	}
	s.make(c)
}

// epollWait replays epoll_wait and epoll_pwait, which has two more arguments.
func epollWait(s *step) {
	last := len(s.args) - 1
	if s.c.Name == "epoll_pwait" {
		last -= 2
	}
	if last < 2 {
		nothing(s)
		return
	}
	s.waits(core.Call{Op: core.OpEpollWait, Args: core.Args{uint64(int32(s.args[0])), scratchPoll, uint64(int32(s.args[last-1])), uint64(int32(s.args[last]))}})
}

// readWrite replays a call on a descriptor, a buffer, a size and perhaps an offset.
func readWrite(s *step, op core.Op) {
	s.holds(s.fd(0))
	c := core.Call{Op: op}
	for i := range op.Args() {
		c.Args[i] = uint64(s.arg(i, 0))
	}
	c.Args[0] = uint64(int32(c.Args[0]))
	if op == core.OpRead && c.Args[1] == 0 && s.isIterator(int64(int32(c.Args[0]))) {
		s.readIterator(c)
		return
	}
	s.make(c)
}

func read(s *step)     { readWrite(s, core.OpRead) }
func write(s *step)    { readWrite(s, core.OpWrite) }
func pread64(s *step)  { readWrite(s, core.OpPread64) }
func pwrite64(s *step) { readWrite(s, core.OpPwrite64) }
