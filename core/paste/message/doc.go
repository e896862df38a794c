// Package message reads the error messages of libraries about maps and programs: those of libbpf, bpftool, cilium/ebpf, aya,
// bcc and others. A message becomes the call that failed, as far as it tells; its Lost names the missing parts.
// definition.go reads what libbpf prints of a map before it creates it, and verifier.go the log of the verifier.
package message
