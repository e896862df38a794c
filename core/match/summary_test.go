package match

import (
	"encoding/json"
	"testing"
)

func TestSummaryHasTheResultsOfAPaste(t *testing.T) {
	text, res := replayed(t, hash3+"futex(0x7ffe1000, FUTEX_WAIT, 0, NULL) = 0\n"+update3+"0\nclose(3) = 0\n", "6.12")
	got, err := json.Marshal(Summarize(text, res))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Format, Release    string
		Calls, Said, Agree int
		Unread             []struct {
			Line      int
			Text, Why string
		}
	}
	if err := json.Unmarshal(got, &f); err != nil {
		t.Fatal(err)
	}
	if f.Calls != 3 || f.Said != 3 || f.Agree != 3 || f.Release != "6.12" || f.Format == "" || len(f.Unread) != 1 || f.Unread[0].Line != 2 || f.Unread[0].Why == "" {
		t.Errorf("%s", got)
	}
}
