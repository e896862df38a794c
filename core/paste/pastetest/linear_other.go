//go:build !unix

package pastetest

import "time"

// processorTime returns the duration of do: there is no call for the time of the processors.
func processorTime(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}
