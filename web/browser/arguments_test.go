//go:build !js

package browser

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestHostileArgumentsGetAnAnswer calls the functions of bpfplay with values of JavaScript whose members throw.
func TestHostileArgumentsGetAnAnswer(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("testdata", "arguments.js"))
	if err != nil {
		t.Fatal(err)
	}
	p := openPage(t, "#v1/k=6.12", 1440, 900)
	if said := p.ask(string(script)); !regexp.MustCompile(`^\d{4,} calls answered$`).MatchString(said) {
		t.Errorf("the program no longer answers after:\n%s", said)
	}
	p.shows(".history h2", "1 call")
}
