// Package dump reads bytes from hex dumps, debuggers and the literals of programming languages.
//
// [Read] recognises the format and returns a [Dump] with one record for each run of bytes. The table in dump.go lists the
// formats in the order in which they are tried. A format reads an input, the text without prompts and quote marks, into a
// recorder, which checks offsets and limits. Formats of rows (xxd, hexdump, od, gdb x) share columns.go; literals share
// the tokens of token.go and the lists of list.go.
package dump
