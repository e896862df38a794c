// Package abi holds the facts of bpf(2): releases, error numbers, commands,
// map types, flags, capabilities and, above all, the attr table with the
// offset and first release of each field of union bpf_attr.
//
// The package has no behaviour: package core decides the results. The
// kernel's checks, the form on the page, the strace output and the readers
// of pasted text all use the attr table.
package abi
