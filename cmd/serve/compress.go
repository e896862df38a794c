package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/bits"

	"github.com/andybalholm/brotli"
)

// encoding is one way to send a file smaller than it is.
type encoding struct {
	name   string // as in Content-Encoding
	suffix string // of the file beside the plain one
	writer func(w io.Writer, size int) io.WriteCloser
}

// encodings are tried in this order when a browser likes several alike.
var encodings = []encoding{
	{"br", ".br", func(w io.Writer, size int) io.WriteCloser {
		// A window wider than the file costs time and gains nothing.
		window := min(max(bits.Len(uint(size))+1, 16), 22)
		return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: window})
	}},
	{"gzip", ".gz", func(w io.Writer, _ int) io.WriteCloser {
		// The level is a valid one, and nothing else can go wrong.
		zip, _ := gzip.NewWriterLevel(w, gzip.BestCompression)
		return zip
	}},
}

// compress returns data in the encoding. An encoder cannot be stopped half
// way: when ctx ends it is left behind, to end with the program.
func (e encoding) compress(ctx context.Context, data []byte) ([]byte, error) {
	type outcome struct {
		data []byte
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		var packed bytes.Buffer
		w := e.writer(&packed, len(data))
		_, err := w.Write(data)
		if err == nil {
			err = w.Close()
		}
		done <- outcome{packed.Bytes(), err}
	}()

	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case out := <-done:
		if out.err != nil {
			return nil, fmt.Errorf("compressing with %s: %w", e.name, out.err)
		}
		return out.data, nil
	}
}
