// Package message reads the error messages of libraries about maps and programs: those of libbpf, bpftool, cilium/ebpf, aya,
// bcc and others. A message becomes the call that failed, as far as it tells; its Lost names the missing parts.
package message
