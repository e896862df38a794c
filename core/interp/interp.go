// Package interp runs verified programs, instruction by instruction. Follows ___bpf_prog_run in kernel/bpf/core.c.
package interp
