//go:build !(linux && amd64)

package core

import "testing"

// newHostBench returns nil: this system has no bpf(2).
func newHostBench(testing.TB) *bench { return nil }

func (b *bench) close() {}
