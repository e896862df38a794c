package link

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

var errLarge = fmt.Errorf("this link is too large: want at most %d MiB when unpacked. Ask the sender for a file", maxUnpacked>>20)

// maxUnpacked is the largest size of an unpacked link, in bytes: that of a full history with sixteen times the usual writes.
const maxUnpacked = 64 << 20

// checksum returns four characters that depend on all of text.
func checksum(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	return base64.RawURLEncoding.EncodeToString([]byte{byte(sum >> 16), byte(sum >> 8), byte(sum)})
}

// packLevel compresses as well as the best level, in a fraction of the time.
const packLevel = 6

// Packer makes links one after the other. It keeps the memory of the compressor, 1.2 MB: to get that anew is a fifth of the
// time of a step on the page.
type Packer struct {
	to *flate.Writer // nil before the first link
}

// Link returns a link as its String does.
func (p *Packer) Link(l Link) string {
	plain := l.plain()
	head := version + "~" + checksum(plain) + "/"
	if packed := "z=" + p.pack(plain); len(packed) < len(plain) {
		return head + packed
	}
	return head + plain
}

// pack deflates text.
func (p *Packer) pack(text string) string {
	var b bytes.Buffer
	var err error
	if p.to == nil {
		p.to, err = flate.NewWriter(&b, packLevel)
	} else {
		p.to.Reset(&b)
	}
	if err == nil {
		_, err = io.WriteString(p.to, text)
	}
	if err == nil {
		err = p.to.Close()
	}
	if err != nil {
		panic("BUG: a link cannot be packed: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// unpack returns the readable form of the text after the checksum.
func unpack(body string, pause func(done, size int)) (string, error) {
	packed, ok := strings.CutPrefix(body, "z=")
	if !ok {
		return body, nil
	}
	deflated, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		return "", err
	}
	inflated := flate.NewReader(bytes.NewReader(deflated))
	var plain bytes.Buffer
	for {
		_, err := io.CopyN(&plain, inflated, sliceBytes)
		switch {
		case plain.Len() >= maxUnpacked:
			return "", errLarge
		case err == io.EOF:
			return plain.String(), nil
		case err != nil:
			return "", err
		}
		pause(0, 0)
	}
}
