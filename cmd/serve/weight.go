package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"bpfplay/cmd/serve/strip"
)

// budget is the largest size of the program compressed with brotli, in bytes. Whoever needs more raises it knowingly.
const budget = 1_830_000

// weigh prints the size of the program by package. It returns an error above the budget.
func (w Workshop) weigh(ctx context.Context, out io.Writer) error {
	program, err := w.program(ctx)
	if err != nil {
		return err
	}
	functions, data, err := strip.Functions(program)
	if err != nil {
		return err
	}
	packages := weights(functions)
	for _, p := range packages {
		fmt.Fprintf(out, "%9d  %s\n", p.size, p.name)
	}
	fmt.Fprintf(out, "%9d  data\n%9d  in all, uncompressed\n", data, len(program))
	asset, err := newAsset(ctx, w.Cache, programFile, program, false)
	if err != nil {
		return err
	}
	return checkBudget(out, len(asset.Bodies[0].Data))
}

// checkBudget prints the compressed size. It returns an error above the budget.
func checkBudget(out io.Writer, size int) error {
	fmt.Fprintf(out, "%9d  compressed, of at most %d\n", size, budget)
	if size > budget {
		return fmt.Errorf("the compressed program has %d bytes: want at most %d", size, budget)
	}
	return nil
}

// packageWeight is the size of a package's code in bytes.
type packageWeight struct {
	name string
	size int
}

// weights adds up the functions of each package, the heaviest first.
func weights(functions []strip.Function) (packages []packageWeight) {
	at := map[string]int{}
	for _, f := range functions {
		name := packageOf(f.Name)
		i, ok := at[name]
		if !ok {
			i = len(packages)
			at[name] = i
			packages = append(packages, packageWeight{name: name})
		}
		packages[i].size += f.Size
	}
	slices.SortFunc(packages, func(a, b packageWeight) int {
		return cmp.Or(cmp.Compare(b.size, a.size), strings.Compare(a.name, b.name))
	})
	return packages
}

// packageOf returns the package of a function, or a title for functions without one.
func packageOf(function string) string {
	switch pkg := strip.PackageOf(function); pkg {
	case "type:":
		return "equality and hashes of types"
	case "":
		return "assembly"
	default:
		return pkg
	}
}
