package main

import (
	"strconv"
	"strings"
)

// choose returns the body that an Accept-Encoding header prefers. Ties go to the
// earlier body. ok is false if the header refuses every encoding.
func (a *Asset) choose(accept string) (best Body, ok bool) {
	highest := 0.0
	for _, body := range a.Bodies {
		if q := quality(accept, body.Encoding); q > highest {
			best, highest = body, q
		}
	}
	return best, highest > 0
}

// quality returns the weight that an Accept-Encoding header gives an encoding,
// from 0 (refused) to 1 (RFC 9110, 12.5.3).
func quality(accept, encoding string) float64 {
	// identity is acceptable without mention, but any mentioned encoding wins.
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
			// An invalid weight counts as 0: identity is always safe to send.
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
