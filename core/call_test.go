package core_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/link"
	"bpfplay/core/recording"
)

// TestCallsAsRecordingsWriteThem formats a call of each form of arguments.
func TestCallsAsRecordingsWriteThem(t *testing.T) {
	for want, c := range map[string]core.Call{
		"bpf 0 10000000 72":   core.Bpf(0, abi.BPF_MAP_CREATE, 0x10000000, 72),
		"@3 bpf -1 0 0":       core.Bpf(3, -1, 0, 0),
		"close -1":            {Op: core.OpClose, Args: core.Args{math.MaxUint64}},
		"rlimit nofile 16":    {Op: core.OpRlimit, Args: core.Args{16}},
		"caps 3ffffffffff":    {Op: core.OpCaps, Args: core.Args{1<<42 - 1}},
		"@1 exit":             {Task: 1, Op: core.OpExit},
		`rename /a\x20b /sys`: {Op: core.OpRename, Path: "/a b", To: "/sys"},
		`unlink \`:            {Op: core.OpUnlink},
		"mkdir /d 511":        {Op: core.OpMkdir, Path: "/d", Args: core.Args{0, 0o777}},
		"poll 10003000 1 -1":  {Op: core.OpPoll, Args: core.Args{0x10003000, 1, math.MaxUint64}},
		"pidfd_open 1 2048":   {Op: core.OpPidfdOpen, Args: core.Args{1, 2048}},
	} {
		if got := c.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for i, o := range core.Ops() {
		if int(o) != i || !strings.HasSuffix(o.Description(), ".") {
			t.Errorf("call %d is %s, described as %q, want a sentence", i, o.Name(), o.Description())
		}
	}
}

// TestArgumentsAreParsed parses the words of a recording, and words that are wrong.
func TestArgumentsAreParsed(t *testing.T) {
	for _, test := range []struct {
		form core.ArgForm
		word string
		want uint64
		err  string
	}{
		{core.ArgInt, "-5", math.MaxUint64 - 4, ""},
		{core.ArgHex, "ff", 255, ""},
		{core.ArgUint, "12", 12, ""},
		{core.ArgHex, "0xg", 0, `invalid hexadecimal number "0xg"`},
		{core.ArgUint, "-1", 0, `invalid number "-1": want 0 or more`},
		{core.ArgInt, "x", 0, `invalid number "x"`},
	} {
		v, err := test.form.Parse(test.word)
		if test.err == "" {
			if err != nil || v != test.want || test.form.Format(v) != test.word {
				t.Errorf("%s is %d and %s, %v, want %d", test.word, v, test.form.Format(v), err, test.want)
			}
		} else if err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: error %v, want %q", test.word, err, test.err)
		}
	}
	for word, want := range map[string]string{`a\x20b`: "a b", `\`: "", `a\b`: "", `a\xzz`: "", `a\x2`: ""} {
		text, err := core.ParseText(word)
		if text != want || (err == nil) != (want != "" || word == `\`) {
			t.Errorf("%s is %q, %v, want %q", word, text, err, want)
		}
		if err == nil && core.FormatText(text) != word {
			t.Errorf("%q is formatted as %s, want %s", text, core.FormatText(text), word)
		}
	}
}

// TestUpperBitsOfArguments makes calls whose ints have more than 32 bits. Linux 5.10, 6.12 and 7.3 returned these results.
func TestUpperBitsOfArguments(t *testing.T) {
	k := afterLink(t, "k=6.12/create(array,4,8,1)")
	for _, test := range []struct {
		call string
		want int64
	}{
		{"dup 4294967299", 4}, {"fcntl 4294967299 0 10", 10}, {"fcntl 3 0 4294967316", 20}, {"fcntl 3 4294967296 30", 30},
		{"fcntl 3 1030 18446744069414584361", 41}, {"fcntl 3 0 4294967295", -22}, {"fcntl 3 0 2147483648", -22}, {"fcntl 3 0 5000", -22},
		{"dup3 4294967299 4294967340 4294967296", 44}, {"dup3 3 3 4294967296", -22}, {"close 4294967299", 0}, {"close 4294967299", -9},
		{"close -4294967297", -9},
	} {
		c, err := recording.ParseCall(strings.Fields(test.call))
		if err != nil {
			t.Errorf("%s: %v", test.call, err)
			continue
		}
		if ret, err := k.Do(&c); err != nil || ret != test.want {
			t.Errorf("%s returns %d, %v, want %d", test.call, ret, err, test.want)
		}
	}
}

// TestEveryDescriptorHas32Bits holds that no call accepts a descriptor or another int beyond 32 bits, and that recordings and
// links are read as the kernel truncates them.
func TestEveryDescriptorHas32Bits(t *testing.T) {
	k := afterLink(t, "k=6.12/create(array,4,8,1)")
	for _, op := range core.Ops() {
		for i, a := range op.Args() {
			if a.Form != core.ArgInt {
				continue
			}
			for _, v := range []uint64{1<<32 + 3, 1<<32 - 1, 1 << 31, 1 << 63, math.MaxUint64 - 1<<32} {
				c := core.Call{Op: op}
				c.Args[i] = v
				words := append([]string{op.Name()}, slices.Repeat([]string{"0"}, len(op.Args()))...)
				words[i+1] = a.Form.Format(v)
				read, err := recording.ParseCall(words)
				if want := uint64(int64(int32(v))); err != nil || read.Args[i] != want {
					t.Errorf("%s: %s is read as %d, %v, want %d", strings.Join(words, " "), a.Name, int64(read.Args[i]), err, int64(want))
				}
				if _, err := k.Do(&c); err == nil || !strings.HasPrefix(err.Error(), a.Name+" of "+op.Name()+" is out of range: ") {
					t.Errorf("%s of %s is %d: error %v, want that it is out of range", a.Name, op.Name(), v, err)
				}
			}
		}
	}
}

// TestImpossibleCalls makes calls that the emulated kernel cannot make: nothing changes, and the error names possible ones.
func TestImpossibleCalls(t *testing.T) {
	k := afterLink(t, "k=6.12/create(array,4,8,1)/fork(1)/t1.exit()")
	for _, test := range []struct {
		call core.Call
		want string
	}{
		{core.Call{Op: 200}, "unknown call 200"},
		{core.Call{Task: 1, Op: core.OpClose}, "no living task 1: want 0"},
		{core.Call{Op: core.OpFork, Args: core.Args{core.MaxTasks}}, "invalid child task 1024: want 0 to 1023"},
		{core.Call{Op: core.OpFork, Args: core.Args{1}}, "child task 1 already exists or has exited: want a new number, such as 2"},
		{core.Call{Op: core.OpSendFD, Args: core.Args{3, 1}}, "no living task 1 to send to: want 0"},
		{core.Call{Op: core.OpDup3, Args: core.Args{3, 4, 1 << 40}}, "flags of dup3 is out of range: 1099511627776"},
		{core.Call{Op: core.OpClose, Args: core.Args{1<<32 + 3}}, "fd of close is out of range: 4294967299"},
		{core.Call{Op: core.OpMmap, Args: core.Args{0, 4096, 1, 1, 1<<32 - 1}}, "fd of mmap is out of range: 4294967295"},
		{core.Call{Op: core.OpIoctl, Args: core.Args{1 << 63}}, "fd of ioctl is out of range: -9223372036854775808"},
		{core.Call{Op: core.OpRunStart, Args: core.Args{2}}, "invalid CPU 2: want 0 to 1"},
		{core.Call{Op: core.OpRunStep, Args: core.Args{1}}, "task 0 has no held run: want runstart first"},
	} {
		before := k.View().Hash()
		if _, err := k.Do(&test.call); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.want, err, test.want)
		}
		if k.View().Hash() != before {
			t.Errorf("%s: the kernel changed", test.want)
		}
	}
	if _, err := k.Read(1, 0x10000000, 4); err == nil || !strings.Contains(err.Error(), "no living task 1: want 0") {
		t.Errorf("reading the memory of task 1: %v", err)
	}
	for _, w := range []struct {
		task  int
		write core.Write
		want  string
	}{
		{1, core.Write{Addr: 0x10000000, Bytes: []byte{1}}, "no living task 1: want 0"},
		{0, core.Write{Addr: core.TASK_SIZE - 1, Bytes: []byte{1, 2}}, "invalid range of 2 bytes at 0x7fffffffefff: want user addresses"},
		{0, core.Write{Addr: 0x10000000, Bytes: []byte{1, 2}}, ""},
	} {
		err := k.Write(w.task, w.write)
		if (err == nil) != (w.want == "") || err != nil && !strings.Contains(err.Error(), w.want) {
			t.Errorf("writing to task %d: error %v, want %q", w.task, err, w.want)
		}
	}
	if b, err := k.Read(0, 0x10000000, 2); err != nil || !slices.Equal(b, []byte{1, 2}) {
		t.Errorf("the memory has % x, %v, want the bytes that were written", b, err)
	}
}

// TestPollNames formats events as strace does.
func TestPollNames(t *testing.T) {
	for events, want := range map[uint32]string{
		0: "0", core.POLLIN: "POLLIN", core.POLLIN | core.POLLOUT | core.POLLERR: "POLLIN|POLLOUT|POLLERR",
		core.POLLHUP | 1<<11: "POLLHUP|0x800", 1 << 12: "0x1000", 1<<31 | core.POLLIN: "POLLIN|EPOLLET",
	} {
		if got := core.PollNames(events); got != want {
			t.Errorf("%#x is %q, want %q", events, got, want)
		}
	}
}

// TestLitFields looks at the bytes of the attr that the failed check of a call read.
func TestLitFields(t *testing.T) {
	for _, test := range []struct {
		link     string
		from, to int // 0 if the check read none
	}{
		{"k=6.12/w(10000000,0100000000000000)/bpf(0,10000000,8)", 12, 16},
		{"k=6.12/create(hash,0,8,4)", 4, 8},
		{"k=6.12/close(3)/lookup_elem(3,0,0)", 0, 4},
		{"k=6.12/w(10000000,0000000000000000000000000000000000000000000000000001)/bpf(22,10000000,26)", 25, 26},
		{"k=6.12/bpf(99,10000000,16)", 0, 0},
	} {
		l, err := link.Parse("v1/" + test.link)
		if err != nil {
			t.Fatal(err)
		}
		k, err := core.New(l.Machine)
		if err != nil {
			t.Fatal(err)
		}
		var tracer core.Tracer
		k.Watch(&tracer)
		for _, c := range l.Calls {
			tracer.Reset()
			k.Do(&c.Call)
		}
		failed := 0
		for _, e := range tracer.Events() {
			from, to, ok := e.Lit()
			if !e.Failed() {
				if ok && from >= to {
					t.Errorf("%s: a passed check read bytes %d to %d", test.link, from, to)
				}
				continue
			}
			failed++
			if from != test.from || to != test.to || ok != (to > 0) {
				t.Errorf("%s: %s read bytes %d to %d, %v, want %d to %d", test.link, e.Check.Name, from, to, ok, test.from, test.to)
			}
		}
		if failed != 1 {
			t.Errorf("%s: %d checks failed, want 1", test.link, failed)
		}
	}
}
