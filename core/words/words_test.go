package words

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	rows := map[string]string{
		Count(0, "byte"):                        "no bytes",
		Count(1, "byte"):                        "1 byte",
		Count(12, "byte"):                       "12 bytes",
		List(nil):                               "",
		List(strings.Fields("a")):               "a",
		List(strings.Fields("a b")):             "a and b",
		List(strings.Fields("a b c")):           "a, b and c",
		ordinals(1, 2, 3, 4, 10, 11, 12, 13):    "1st 2nd 3rd 4th 10th 11th 12th 13th",
		ordinals(20, 21, 22, 23, 101, 111, 112): "20th 21st 22nd 23rd 101st 111th 112th",
	}
	for got, want := range rows {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func ordinals(numbers ...int) string {
	var all []string
	for _, n := range numbers {
		all = append(all, Ordinal(n))
	}
	return strings.Join(all, " ")
}
