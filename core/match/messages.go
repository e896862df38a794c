package match

import (
	"bpfplay/core"
	"bpfplay/core/history"
)

// firstPassed is the index of the first descriptor among the arguments of sendmsg and recvmsg, after the socket and the flags.
const firstPassed = 2

// sendMessage replays sendmsg with descriptors. The message goes to the process that makes the next recvmsg with as many. sendmsg
// returns the bytes of the message, and the call that replays it 0.
func sendMessage(s *step) {
	to, ok := s.receiver()
	if !ok || len(s.args) <= firstPassed || s.known && s.want < 0 {
		nothing(s)
		return
	}
	sent := int64(s.c.Size)
	if sent == 0 { // unknown
		sent = s.want
	}
	want := s.want
	if want == sent {
		want = 0
	}
	for _, fd := range s.args[firstPassed:] {
		s.holds(fd)
		ret, _, _ := s.do(history.Call{Call: core.Call{Task: s.task, Op: core.OpSendFD, Args: core.Args{uint64(fd), uint64(to)}}, Known: s.known, Want: want}, s.at)
		if s.verdict.Got = ret; ret < 0 {
			return
		}
	}
	s.verdict.Agrees = sent == s.want
}

// receiver returns the task that receives the message of the call.
func (s *step) receiver() (task int, ok bool) {
	calls := s.text.Calls[s.at:]
	for i := range calls[:min(len(calls), lookAhead)] {
		c := &calls[i]
		if c.Name != "recvmsg" || len(c.Args) != len(s.args) || s.received[s.at+i] {
			continue
		}
		if s.received == nil {
			s.received = map[int]bool{}
		}
		s.received[s.at+i] = true
		task, ok = s.tasks[c.Pid]
		if !ok {
			task, ok = s.begin(c.Pid)
		}
		return task, ok && task != ended
	}
	return 0, false
}

// receiveMessage replays recvmsg with descriptors.
func receiveMessage(s *step) {
	if len(s.args) <= firstPassed || s.known && s.want < 0 {
		nothing(s)
		return
	}
	s.verdict.Agrees = true
	for _, fd := range s.args[firstPassed:] {
		if s.k.Task(s.task).InFlight() == 0 {
			if what := s.named(fd); what != "" {
				s.opened(fd, what)
			} else {
				s.opened(fd, core.UnseenFile)
			}
			s.verdict.Agrees, s.verdict.Traced = false, true
			continue
		}
		s.takes(fd)
		ret, _, _ := s.do(history.Call{Call: core.Call{Task: s.task, Op: core.OpRecvFD, Args: core.Args{uint64(s.args[1])}}, Known: s.known, Want: fd}, s.at)
		if s.verdict.Got = ret; ret != fd {
			s.verdict.Agrees = false
			s.settleAt(ret, fd, s.c.Name)
		}
	}
}
