package value

import "testing"

func TestNarrow(t *testing.T) {
	for typed, want := range map[string]string{
		"１６":        "16",
		"０ｘＦＦ":      "0xFF",
		"－１":        "-1",
		"ｈａｓｈ｜１":    "hash|1",
		"０１　０２":     "01 02",
		"！～":        "!~",
		`．ａ＝"１６"，１`: `.a="１６",1`,
		"16":        "16",
		"":          "",
		"十六":        "十六",
		"\xff\xfe１": "\ufffd\ufffd1",
	} {
		if got := Narrow(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}
