package english_test

import (
	"testing"

	"bpfplay/core/english"
)

func TestInflection(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{english.Count(0, "map"), "0 maps"},
		{english.Count(1, "map"), "1 map"},
		{english.Count(uint64(1<<64-1), "byte"), "18446744073709551615 bytes"},
		{english.Count(-1, "map"), "-1 maps"},
		{english.CountOrNo(0, "map"), "no maps"},
		{english.CountOrNo(1, "map"), "1 map"},
		{english.Verb(1, "lead"), "leads"},
		{english.Verb(0, "lead"), "lead"},
		{english.Were(1), "was"},
		{english.Were(0), "were"},
		{english.List(nil), ""},
		{english.List([]string{"a"}), "a"},
		{english.List([]string{"a", "b"}), "a and b"},
		{english.List([]string{"a", "b", "c"}), "a, b and c"},
		{english.Ordinal(0), "0th"},
		{english.Ordinal(1), "1st"},
		{english.Ordinal(2), "2nd"},
		{english.Ordinal(3), "3rd"},
		{english.Ordinal(4), "4th"},
		{english.Ordinal(11), "11th"},
		{english.Ordinal(12), "12th"},
		{english.Ordinal(13), "13th"},
		{english.Ordinal(21), "21st"},
		{english.Ordinal(112), "112th"},
		{english.Ordinal(122), "122nd"},
		{english.OrdinalWord(0), "0th"},
		{english.OrdinalWord(1), "first"},
		{english.OrdinalWord(10), "tenth"},
		{english.OrdinalWord(11), "11th"},
		{english.OrdinalWord(23), "23rd"},
		{english.Shorten("", 3), ""},
		{english.Shorten("häß", 3), "häß"},
		{english.Shorten("häßl", 3), "hä…"},
		{english.Head("häßl", 2), "hä"},
		{english.Head("h", 2), "h"},
		{english.Sentence("2 maps"), "2 maps"},
		{english.Sentence("no maps"), "No maps"},
		{english.Sentence(""), ""},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
