package link

import (
	"errors"
	"strings"
)

var errTextCut = errors.New("this link is incomplete or was changed: the checksum of its text does not match. Ask the sender for the whole link")

// PackText returns a text in the characters of a link: a checksum, ~, and the text deflated in base64url. [UnpackText]
// reads it.
func PackText(text string) string { return checksum(text) + "~" + new(Packer).pack(text) }

// UnpackText returns the text that PackText packed.
func UnpackText(packed string) (string, error) {
	sum, body, _ := strings.Cut(packed, "~")
	text, err := unpack("z="+body, atOnce)
	if err == errLarge {
		return "", err
	}
	if err != nil || checksum(text) != sum {
		return "", errTextCut
	}
	return text, nil
}
