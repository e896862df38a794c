package inside

import (
	"fmt"

	"bpfplay/core"
)

// Start returns the first index, bucket, place or bit of the page.
func (p *Page) Start() uint64 {
	if p.Form == core.InsideHash {
		return uint64(uint32(p.From))
	}
	return p.From
}

// Range returns which part of the map the page is.
func (p *Page) Range() string {
	n := len(p.Elements)
	switch {
	case p.Form == core.InsideBloom:
		return fmt.Sprintf("bits %d to %d of %d", p.From, p.From+uint64(len(p.Bits)/2*8)-1, p.Size)
	case n == 0:
		return ""
	case p.Form == core.InsideHash:
		return fmt.Sprintf("buckets %d to %d of %d", p.Elements[0].Bucket, p.Elements[n-1].Bucket, p.Size)
	case p.Form == core.InsideTrie, p.Form == core.InsideList:
		return fmt.Sprintf("%d of %d", n, p.Count)
	case p.Form == core.InsideArray:
		return fmt.Sprintf("%d to %d of %d", p.From, p.From+uint64(n)-1, p.Size)
	}
	return fmt.Sprintf("%d to %d of %d", p.From, p.From+uint64(n)-1, p.Count)
}

// Location returns the place of an element in the map.
func (p *Page) Location(e core.Element) string {
	switch {
	case e.List != "":
		return fmt.Sprintf("bucket %d, %s", e.Bucket, e.List)
	case e.Bucket >= 0:
		return fmt.Sprintf("bucket %d", e.Bucket)
	case p.Form == core.InsideArray:
		return fmt.Sprintf("index %d", e.Nr)
	case p.Form == core.InsideQueue, p.Form == core.InsideStack:
		return fmt.Sprintf("%d, slot %d", e.Place, e.Nr)
	}
	if e.Record != nil {
		return fmt.Sprintf("position %d", e.Record.Pos)
	}
	return fmt.Sprintf("node %d", e.Nr)
}
