// Package csource reads C source: programs that call bpf(2), such as syzkaller's C reproducers and the programs that
// package export writes, and definitions of maps for libbpf, its predecessors and Go.
//
// [Begin] starts a reader of programs. It executes stores and calls one statement after the other. [BeginDefinition]
// starts a reader of definitions, which become BPF_MAP_CREATE calls.
//
// Read recognise.go and reader.go first (statements), token.go, program.go (the state of a program) and calls.go (the functions it
// knows, with those of libbpf in wrapper.go), then value.go with name.go, type.go, pointer.go, string.go and compound.go
// (expressions), variable.go, store.go and memory.go (stores). declarators.go and define.go read lists of variables and
// #define, loop.go reads loops. definition.go, definition_pair.go and definition_value.go read definitions.
//
// The reader executes the rounds of a for that counts, and one round of other loops, with a note. It does not execute
// conditions or the preprocessor, except for #define of numbers and the macros that instructions use. It reads only
// those functions of a reproducer that make its calls.
package csource
