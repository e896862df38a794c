// Package syz reads syzkaller programs, one call a line: r0 = bpf$MAP_CREATE(0x0, &(0x7f0000000000)={0x1, 0x4}, 0x48).
//
// The reader lays out the arguments in memory as syzkaller does, so each call has the bytes that the kernel would read.
//
// Read reader.go first (lines and calls), scanner.go and arg.go (arguments), then type.go (the layout of each variant),
// layout.go and bytes.go (arguments in memory) and call.go (the call). Package csource uses the lists of calls in
// call.go and the number formats in bytes.go.
//
// The reader ignores call properties such as async and fault injection, and makes each call once, in order. It lays
// out only the attrs of map commands.
package syz
