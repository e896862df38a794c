// Package pastetest holds the helpers that the tests of package paste and its readers share.
package pastetest
