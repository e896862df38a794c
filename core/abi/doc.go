// Package abi holds the facts of bpf(2): releases, error numbers, commands,
// map types, flags, capabilities and, above all, the attr table that says
// where each field of union bpf_attr lies and which release brought it.
//
// Facts have no behaviour: package core decides what a kernel answers. The
// table is read by the kernel's own checks, by the form on screen, by the
// strace-like print and by every reader of foreign text.
package abi
