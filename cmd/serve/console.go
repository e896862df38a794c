package main

import (
	"fmt"
	"io"
	"os"
	"sync"
)

// console writes lines to out. A terminal shows the progress of the build in the last line, which the next one replaces;
// other files get one line for each step.
type console struct {
	mu       sync.Mutex
	out      io.Writer
	terminal bool
	partial  bool // the last line is progress
}

func newConsole(file *os.File) *console {
	info, err := file.Stat()
	return &console{out: file, terminal: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

// eraseLine moves to the begin of a terminal's line and erases it.
const eraseLine = "\r\x1b[K"

// Say writes a line.
func (c *console) Say(format string, args ...any) { fmt.Fprintf(c, format+"\n", args...) }

// Write writes whole lines.
func (c *console) Write(lines []byte) (int, error) {
	c.Erase()
	return c.out.Write(lines)
}

// Erase removes the progress from a terminal.
func (c *console) Erase() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.partial {
		fmt.Fprint(c.out, eraseLine)
		c.partial = false
	}
}

// Show writes the progress of the build.
func (c *console) Show(progress string, newStep bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.terminal:
		fmt.Fprintf(c.out, "%sBuilding: %s …", eraseLine, progress)
		c.partial = true
	case newStep:
		fmt.Fprintf(c.out, "Building: %s …\n", progress)
	}
}
