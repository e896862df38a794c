//go:build linux && amd64

package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/recording"
	"bpfplay/core/recording/record/scenario"
)

// patience is how long a worker may take for one call.
const patience = time.Minute

// nofile is how many descriptors a process may have as a scenario starts.
const nofile = 4096

// task is a worker as the controller sees it.
type task struct {
	pid    int // 0 if the process does not exist
	pipe   rawFile
	before []byte // its memory after the last call
}

// controller runs scenarios on workers.
type controller struct {
	out     *bufio.Writer
	stdio   [3]uintptr // descriptors 0 to 2 of the first process
	shared  []byte
	replies rawFile
	tasks   [tasks]task
	first   uint32 // id of the next map as the scenario started
	mounted bool
	cgroups []string // that the scenario made
}

// runScenarios runs and records the scenarios in text.
func runScenarios(text string, out io.Writer, stdio [3]uintptr) error {
	c := &controller{out: bufio.NewWriter(out), stdio: stdio}
	if err := c.setUp(); err != nil {
		return err
	}
	line, err := kernelLine()
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, line)
	for _, line := range strings.Split(text, "\n") {
		if err := c.line(strings.TrimSpace(line)); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	if err := c.endScenario(); err != nil {
		return err
	}
	fmt.Fprintln(c.out, "end")
	return c.out.Flush()
}

// setUp makes what all scenarios share.
func (c *controller) setUp() (err error) {
	limit := syscall.Rlimit{Cur: nofile, Max: nofile}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("set RLIMIT_NOFILE: %w", err)
	}
	setLimit(rlimitMemlock, rlimInfinity) // refused without CAP_SYS_RESOURCE; matters before 5.11 only
	cpu := uint64(1)                      // all workers run on processor 0
	if ret := call(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(cpu), uintptr(unsafe.Pointer(&cpu))); ret < 0 {
		return fmt.Errorf("set the affinity: %w", syscall.Errno(-ret))
	}
	if c.shared, err = shareMemory(); err != nil {
		return fmt.Errorf("share memory: %w", err)
	}
	c.replies, err = pipeTo(replyFD, 1)
	return err
}

// pipeTo makes a pipe of which end number end is at descriptor fd, for workers to inherit. It returns the other end.
func pipeTo(fd, end int) (rawFile, error) {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		return 0, err
	}
	defer syscall.Close(ends[end])
	return rawFile(ends[1-end]), syscall.Dup3(ends[end], fd, 0)
}

// memory returns the pages of a task, and text its text page.
func (c *controller) memory(nr int) []byte { return c.shared[nr*taskBytes:][:arenaBytes] }
func (c *controller) text(nr int) []byte   { return c.shared[nr*taskBytes+arenaBytes:][:noteBytes] }

// line runs one line.
func (c *controller) line(line string) error {
	switch word, _, _ := strings.Cut(line, " "); word {
	case "", "#", "kernel", "end", "m", "t", "e":
		return nil
	case "scenario":
		return c.beginScenario(strings.Fields(line)[1:])
	}
	line, _, _ = strings.Cut(line, " = ")
	line = scenario.ResolveIDs(line, c.first)
	l, err := recording.ParseLine(line)
	call, write, nr := l.Call, l.Write, l.Task
	switch {
	case err != nil || calls[call.Op] == nil || call.Op == core.OpOpen && !mayOpen(call.Path):
		fmt.Fprintf(c.out, "? %s\n", line)
		return nil
	case nr >= tasks || c.tasks[nr].pid == 0 || call.Op == core.OpFork && (call.Args[0] >= tasks || c.tasks[call.Args[0]].pid != 0):
		fmt.Fprintln(c.out, "? no process")
		return nil
	case write != nil:
		return c.write(line, nr, write)
	}
	return c.call(line, nr, &call)
}

// write stores bytes in the memory of a task.
func (c *controller) write(line string, nr int, w *core.Write) error {
	at := w.Addr - core.ArenaStart
	if w.Addr < core.ArenaStart || at+uint64(len(w.Bytes)) > arenaBytes {
		return fmt.Errorf("not in the memory of the process")
	}
	copy(c.memory(nr)[at:], w.Bytes)
	copy(c.tasks[nr].before[at:], w.Bytes)
	fmt.Fprintln(c.out, line)
	return nil
}

// call has a worker make a call, and writes the result, the changes in memory and the lines of fdinfo.
func (c *controller) call(line string, nr int, call *core.Call) error {
	t := &c.tasks[nr]
	if call.Op == core.OpFork {
		copy(c.memory(int(call.Args[0])), c.memory(nr))
	}
	n := copy(c.text(nr)[:noteBytes-1], call.Path)
	c.text(nr)[n] = 0
	r := request{uint64(call.Op), call.Args}
	if _, err := t.pipe.Write(r.bytes()); err != nil {
		return err
	}
	var got reply
	var err error
	if call.Op == core.OpExit {
		err = c.reap(t)
	} else {
		got, err = c.reply()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s = %d\n", line, got.ret)
	if call.Op == core.OpOpen {
		c.keepCgroups(call.Path, got.extra)
	}
	switch {
	case got.ret < 0 && call.Op != core.OpBpf:
	case call.Op == core.OpFork:
		child := &c.tasks[call.Args[0]]
		child.pid, child.before = int(got.extra), bytes.Clone(c.memory(nr))
	case call.Op == core.OpExec:
		clear(c.memory(nr))
		clear(t.before)
	case call.Op == core.OpFdinfo:
		c.writeText(string(c.text(nr)[:got.extra]))
	}
	if call.Op != core.OpExit {
		c.writeChanges(nr)
	}
	return nil
}

// keepCgroups keeps the paths of the last n cgroups of a path, which the scenario made.
func (c *controller) keepCgroups(dir string, n int64) {
	dir = path.Clean(dir)
	at := len(c.cgroups)
	for range n {
		c.cgroups = slices.Insert(c.cgroups, at, dir)
		dir = path.Dir(dir)
	}
}

// removeCgroups removes the cgroups that the scenario made, those below others first.
func (c *controller) removeCgroups() error {
	for _, dir := range slices.Backward(c.cgroups) {
		if err := syscall.Rmdir(dir); err != nil {
			return fmt.Errorf("remove cgroup %s: %w", dir, err)
		}
	}
	c.cgroups = nil
	return nil
}

func (c *controller) reply() (r reply, err error) {
	if !c.replies.wait(patience) || !c.replies.readFull(r.bytes()) {
		return r, fmt.Errorf("the worker did not reply within %s; states of workers: %s", patience, c.states())
	}
	return r, nil
}

// states returns the states of all workers as /proc has them, for an error message.
func (c *controller) states() string {
	var list []string
	for nr := range c.tasks {
		if pid := c.tasks[nr].pid; pid != 0 {
			stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
			_, after, _ := strings.Cut(string(stat), ") ")
			state, _, _ := strings.Cut(after, " ")
			list = append(list, fmt.Sprintf("%d %s", nr, state))
		}
	}
	return strings.Join(list, ", ")
}

// writeChanges writes the changes that the last call made in the memory of a task.
func (c *controller) writeChanges(nr int) {
	t := &c.tasks[nr]
	for _, w := range core.MemoryChanges(t.before, c.memory(nr)) {
		fmt.Fprintf(c.out, "m %x %s\n", w.Addr, hex.EncodeToString(w.Bytes))
	}
	copy(t.before, c.memory(nr))
}

// writeText writes the lines of a descriptor's fdinfo, without those that differ from boot to boot.
func (c *controller) writeText(text string) {
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if !strings.HasPrefix(line, "mnt_id:") && !strings.HasPrefix(line, "ino:") {
			fmt.Fprintln(c.out, "t", line)
		}
	}
}

// beginScenario ends the last scenario and starts the first process of this one.
func (c *controller) beginScenario(words []string) error {
	if err := c.endScenario(); err != nil {
		return err
	}
	settle()
	unpriv := 2
	head := "scenario"
	for _, word := range words {
		if value, ok := strings.CutPrefix(word, "unpriv="); ok {
			unpriv, _ = strconv.Atoi(value)
		}
		if !strings.HasPrefix(word, "nextid=") {
			head += " " + word
		}
	}
	if err := setUnpriv(unpriv); err != nil {
		return err
	}
	if err := freshBpffs(c.mounted); err != nil {
		return err
	}
	c.mounted = true
	next := nextMapID()
	c.first = uint32(max(next, 0))
	fmt.Fprintf(c.out, "%s nextid=%d\n", head, next)
	clear(c.shared)
	return c.startFirst()
}

// startFirst starts task 0. It inherits the ends of all pipes.
func (c *controller) startFirst() (err error) {
	for nr := range c.tasks {
		c.tasks[nr] = task{}
		if c.tasks[nr].pipe, err = pipeTo(requestFDs+nr, 0); err != nil {
			return err
		}
		defer syscall.Close(requestFDs + nr)
	}
	h := inheritance{caps: noCaps, open: []descriptor{{fd: 0}, {fd: 1}, {fd: 2}}}
	t := &c.tasks[0]
	t.pid, err = syscall.ForkExec(self, h.argv(), &syscall.ProcAttr{Env: workerEnv, Files: c.stdio[:]})
	if err != nil {
		return fmt.Errorf("start a worker: %w", err)
	}
	t.before = make([]byte, arenaBytes)
	_, err = c.reply()
	return err
}

// endScenario ends the processes of a scenario.
func (c *controller) endScenario() error {
	for nr := range c.tasks {
		t := &c.tasks[nr]
		if t.pipe != 0 {
			syscall.Close(int(t.pipe))
		}
		t.pipe = 0
	}
	for nr := range c.tasks {
		if err := c.reap(&c.tasks[nr]); err != nil {
			return err
		}
	}
	return c.removeCgroups()
}

// reap waits for the end of a process. Then all its files are closed.
func (c *controller) reap(t *task) error {
	if t.pid == 0 {
		return nil
	}
	for {
		_, err := syscall.Wait4(t.pid, nil, 0, nil)
		if err == syscall.EINTR {
			continue
		}
		t.pid = 0
		return err
	}
}

// mapInfo receives the information of a map. The attr holds its address, so it must not move.
var mapInfo abi.MapInfo

// nextMapID returns the id that the next map gets, or -1 if maps have none.
func nextMapID() int64 {
	var attr abi.Attr
	for _, set := range []struct {
		field *abi.Field
		value uint64
	}{{&abi.MapTypeField, uint64(abi.BPF_MAP_TYPE_ARRAY)}, {&abi.KeySize, 4}, {&abi.ValueSize, 4}, {&abi.MaxEntries, 1}} {
		set.field.Put(attr[:], set.value)
	}
	fd := bpf(abi.BPF_MAP_CREATE, &attr, uintptr(abi.MapFlagsField.End()))
	if fd < 0 {
		return -1
	}
	defer syscall.Close(int(fd))
	attr = abi.Attr{}
	abi.InfoFD.Put(attr[:], uint64(fd))
	abi.InfoLen.Put(attr[:], uint64(len(mapInfo)))
	abi.InfoPointer.Put(attr[:], uint64(uintptr(unsafe.Pointer(&mapInfo))))
	if bpf(abi.BPF_OBJ_GET_INFO_BY_FD, &attr, uintptr(abi.InfoPointer.End())) != 0 {
		return -1
	}
	return int64(abi.InfoID.Value(mapInfo[:])) + 1
}

func bpf(cmd abi.Cmd, attr *abi.Attr, size uintptr) int64 {
	return call(sysBpf, uintptr(cmd), uintptr(unsafe.Pointer(attr)), size)
}
