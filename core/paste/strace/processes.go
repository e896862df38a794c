package strace

import (
	"strings"
)

// processes knows which process a line is of that names none: strace names them only while it follows several.
type processes struct {
	first    int          // the process whose lines had no name at first; 0 while it is not known
	nameless bool         // there were such lines
	children map[int]bool // those that others made
	alive    map[int]bool
	exits    map[int]int // the lines in which they ended
	files    map[int]int // whose table of descriptors they use; missing where that is not known
}

func newProcesses() processes {
	return processes{children: map[int]bool{}, alive: map[int]bool{}, exits: map[int]int{}, files: map[int]int{}}
}

// of is the process of a line; prefix is what the line says, 0 if nothing.
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

// found says which process the first lines are of.
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

// ending notes that a process asked for its end; others may still run before that.
func (p *processes) ending(pid, line int) {
	if p.exits[pid] == 0 {
		p.exits[pid] = line
	}
}

// exit notes that a process ended, and gives the line in which it already did, 0 if it had not.
func (p *processes) exit(pid, line int) int {
	delete(p.alive, pid)
	before := p.exits[pid]
	p.ending(pid, line)
	return before
}

// fork notes that a process made another; args are those of clone.
func (p *processes) fork(parent, child int, args []int64) {
	p.child(child)
	if p.files[parent] == 0 {
		p.files[parent] = parent
	}
	if p.files[child] = child; len(args) > 0 && args[0]&constants["CLONE_FILES"] != 0 {
		p.files[child] = p.files[parent]
	}
}

// table tells tables of descriptors apart: all processes whose table is not known have table 0.
func (p *processes) table(pid int) int { return p.files[pid] }

const process = "strace: Process "

// notes reads what strace writes when it begins to follow processes: "strace: Process 12 attached", anywhere in a line.
func (p *processes) notes(line string) {
	for _, note := range strings.Split(line, process)[1:] {
		if digits, rest := digits(note); strings.HasPrefix(rest, " attached") {
			_, pid := leadingNumber(digits + " ")
			p.child(pid)
		}
	}
}
