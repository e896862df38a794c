package strace

import (
	"strings"
)

// processes finds the process of a line without one. strace names processes only while it follows several.
type processes struct {
	first    int          // the process of the first lines without a pid; 0 while unknown
	nameless bool         // a line without a pid was read
	children map[int]bool // processes that others forked
	alive    map[int]bool
	exits    map[int]int // by pid: the line in which it ended
	files    map[int]int // by pid: the owner of its descriptor table, if known
}

func newProcesses() processes {
	return processes{children: map[int]bool{}, alive: map[int]bool{}, exits: map[int]int{}, files: map[int]int{}}
}

// of returns the process of a line. prefix is the pid in the line, or 0.
func (p *processes) of(prefix int) int {
	if prefix == 0 {
		if len(p.alive) == 1 && (p.first != 0 || !p.nameless) {
			for pid := range p.alive {
				return pid
			}
		}
		p.nameless = true
		return p.first
	}
	if !p.children[prefix] && p.first == 0 && p.nameless {
		p.found(prefix)
	}
	if p.exits[prefix] == 0 {
		p.alive[prefix] = true
	}
	return prefix
}

// found records the process of the first lines.
func (p *processes) found(pid int) {
	if p.first == 0 && pid != 0 {
		p.first = pid
		p.alive[pid] = true
	}
}

func (p *processes) child(pid int) {
	p.children[pid] = true
	p.alive[pid] = true
	delete(p.exits, pid)
}

// ending records that a process called exit; other calls may still come before its end.
func (p *processes) ending(pid, line int) {
	if p.exits[pid] == 0 {
		p.exits[pid] = line
	}
}

// exit records that a process ended, and returns the line of an earlier end, or 0.
func (p *processes) exit(pid, line int) int {
	delete(p.alive, pid)
	before := p.exits[pid]
	p.ending(pid, line)
	return before
}

// fork records that a process created another; args are those of clone.
func (p *processes) fork(parent, child int, args []int64) {
	p.child(child)
	if p.files[parent] == 0 {
		p.files[parent] = parent
	}
	if p.files[child] = child; len(args) > 0 && args[0]&constants.Of("CLONE_FILES") != 0 {
		p.files[child] = p.files[parent]
	}
}

// table returns the descriptor table of a process, 0 if unknown.
func (p *processes) table(pid int) int { return p.files[pid] }

const process = "strace: Process "

// notes reads "strace: Process 12 attached" anywhere in a line.
func (p *processes) notes(line string) {
	for _, note := range strings.Split(line, process)[1:] {
		if digits, rest := digits(note); strings.HasPrefix(rest, " attached") {
			_, pid := leadingNumber(digits + " ")
			p.child(pid)
		}
	}
}
