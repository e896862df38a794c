// Package literal parses the pieces that literals of C, Go, Rust, Python and JavaScript share: numbers, the sizes of
// element types, and quoted strings with their escapes. Package dump builds lists and strings on it, and the readers of
// strace, syzkaller, C and bpftool use it for their own operands.
package literal
