package main

import (
	"strings"
	"testing"

	"bpfplay/cmd/serve/strip"
)

// TestPackageOf finds the packages of functions.
func TestPackageOf(t *testing.T) {
	for function, want := range map[string]string{
		"main.main":                         "main",
		"bpfplay/core.(*Kernel).check":      "bpfplay/core",
		"bpfplay/core/btf.Parse":            "bpfplay/core/btf",
		"slices.SortFunc[go.shape.[]a/b.T]": "slices",
		"github.com/maxence-charriere/go-app/v9/pkg/app.(*engine).Load.func1": "github.com/maxence-charriere/go-app/v9/pkg/app",
		"type:.eq.bpfplay/core.Event":                                         "equality and hashes of types",
		"_rt0_wasm_js":                                                        "assembly",
	} {
		if got := packageOf(function); got != want {
			t.Errorf("package of %s is %s, want %s", function, got, want)
		}
	}
}

// TestWeights adds up functions, the heaviest package first.
func TestWeights(t *testing.T) {
	got := weights([]strip.Function{{Name: "a.F", Size: 3}, {Name: "b.F", Size: 4}, {Name: "a.G", Size: 2}})
	if len(got) != 2 || got[0] != (packageWeight{"a", 5}) || got[1] != (packageWeight{"b", 4}) {
		t.Errorf("weights are %v", got)
	}
}

// TestBudget compares sizes with the budget.
func TestBudget(t *testing.T) {
	var out strings.Builder
	if err := checkBudget(&out, budget); err != nil {
		t.Error(err)
	}
	if err := checkBudget(&out, budget+1); err == nil || !strings.Contains(err.Error(), "want at most") {
		t.Errorf("above the budget: %v", err)
	}
	if !strings.Contains(out.String(), "compressed, of at most") {
		t.Errorf("printed %q", out.String())
	}
}
