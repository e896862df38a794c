package main

import (
	"strconv"
	"strings"
)

// choose returns the body that an Accept-Encoding header likes best, the
// earlier of equals; false where it refuses all there are.
func (a *Asset) choose(accept string) (Body, bool) {
	var best Body
	var liking float64
	for _, body := range a.Bodies {
		if q := quality(accept, body.Encoding); q > liking {
			best, liking = body, q
		}
	}
	return best, liking > 0
}

// quality is how much an Accept-Encoding header likes an encoding: from 1 down
// to 0, which refuses it (RFC 9110, 12.5.3).
func quality(accept, encoding string) float64 {
	// Plain bytes need no mention to be welcome, but anything mentioned is liked better.
	other := 0.0
	if encoding == "identity" {
		other = 0.0001
	}
	for item := range strings.SplitSeq(accept, ",") {
		name, parameter, weighted := strings.Cut(item, ";")
		name = strings.TrimSpace(name)

		q := 1.0
		if weighted {
			weight := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(parameter)), "q=")
			// A weight that is no number refuses: plain bytes are always safe to send.
			q, _ = strconv.ParseFloat(weight, 64)
		}
		switch {
		case strings.EqualFold(name, encoding):
			return q
		case name == "*":
			other = q
		}
	}
	return other
}
