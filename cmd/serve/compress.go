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

// encoding is a content encoding that compresses.
type encoding struct {
	name   string // as in Content-Encoding
	suffix string // of names in the cache
	writer func(w io.Writer, size int, quick bool) io.WriteCloser
}

// quickBrotli takes a second for the program and makes it a fifth larger. The best quality takes half a minute.
const quickBrotli = 5

// encodings is in order of preference, for clients that accept several equally.
var encodings = []encoding{
	{"br", ".br", func(w io.Writer, size int, quick bool) io.WriteCloser {
		if quick {
			return brotli.NewWriterLevel(w, quickBrotli)
		}
		// A window larger than the file costs time without compressing better.
		window := min(max(bits.Len(uint(size))+1, 16), 24)
		return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: window})
	}},
	{"gzip", ".gz", func(w io.Writer, _ int, _ bool) io.WriteCloser {
		// NewWriterLevel only fails for an invalid level.
		zip, _ := gzip.NewWriterLevel(w, gzip.BestCompression)
		return zip
	}},
}

// compress returns data in the encoding. An encoder cannot be interrupted: if
// ctx ends first, its goroutine is abandoned.
func (e encoding) compress(ctx context.Context, data []byte, quick bool) ([]byte, error) {
	type outcome struct {
		data []byte
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		var packed bytes.Buffer
		w := e.writer(&packed, len(data), quick)
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
