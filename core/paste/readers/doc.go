// Package readers recognises the format of a pasted text and reads it as a list of calls.
//
// [Read] reads the whole text, and [NewReader] reads it in steps so that a page stays responsive. The table in reader.go
// lists the formats in the order in which they are tried. Recordings, share links and dumps are read in this package; the
// other formats have packages of their own.
package readers
