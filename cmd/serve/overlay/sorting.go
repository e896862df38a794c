package overlay

import (
	"bytes"
	"fmt"
	"os"
)

// shareSorting makes package slices sort with the algorithms that package sort has for comparisons by index: one for all
// types.
func (b Build) shareSorting(replace files) error {
	file := b.source("sort/zsortfunc.go")
	algorithms, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	ofSlices := bytes.Replace(algorithms, []byte("\npackage sort\n"), []byte("\npackage slices\n"), 1)
	if bytes.Equal(ofSlices, algorithms) {
		return fmt.Errorf("%s does not belong to package sort", file)
	}
	if err := b.add(replace, b.source("slices/zsortanyfunc.go"), "sort.go", ofSlices); err != nil {
		return err
	}
	return b.add(replace, b.source("slices/zsortordered.go"), "slices.go", source("slices.go.txt"))
}
