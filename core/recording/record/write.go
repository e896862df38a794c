package main

import (
	"compress/gzip"
	"io"
	"os"
	"strings"
)

// write writes a recording to a file, or to standard output if path is empty.
func write(path, text string) error {
	if path == "" {
		_, err := io.WriteString(os.Stdout, text)
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if !strings.HasSuffix(path, ".gz") {
		if _, err := io.WriteString(f, text); err != nil {
			return err
		}
		return f.Close()
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(z, text); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}
