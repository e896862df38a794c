//go:build unix

package pastetest

import (
	"syscall"
	"time"
)

// processorTime returns the time that the processors spent on this process during do.
func processorTime(do func()) time.Duration {
	begin := usage()
	do()
	return usage() - begin
}

func usage() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of wrong arguments only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
