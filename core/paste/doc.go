// Package paste is the model of a pasted text. Its packages read the formats, and package match replays the result.
//
// A [Source] is the text cut into [Line]s, without the wrapping of mail, logs and web pages. A [LineReader] turns the
// lines into a [Text]. A Text holds a [Call] for each system call, with the [Memory] that the text shows, a [Ref] for each
// number that comes from the result of an earlier call, and a [Note] for each line that is not part of a call.
// [Stores] is the memory of a program whose text stores to it. A text that cannot be read returns a [SyntaxError].
//
// Package readers recognises the format and reads the text. The formats are in the packages dump, strace, syz, csource
// and bpftool; package literal parses numbers and strings for them.
package paste
