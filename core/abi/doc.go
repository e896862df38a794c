// Package abi holds the facts of bpf(2): releases, error numbers, commands,
// map types, flags, capabilities and, above all, the attr table with the
// offset and first release of each field of union bpf_attr.
//
// Facts have no behaviour: package core decides the results. The
// table is read by the kernel's own checks, by the form on screen, by the
// strace-like print and by every reader of foreign text.
package abi
