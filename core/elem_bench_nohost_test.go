//go:build !(linux && amd64)

package core

import "testing"

// newHostBench gives nil: there is no bpf(2) here.
func newHostBench(testing.TB) *bench { return nil }

func (b *bench) close() {}
