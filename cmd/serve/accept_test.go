package main

import "testing"

func TestChooseEncoding(t *testing.T) {
	packed := &Asset{Bodies: []Body{{Encoding: "br"}, {Encoding: "gzip"}, {Encoding: "identity"}}}
	plain := &Asset{Bodies: []Body{{Encoding: "identity"}}}
	for _, test := range []struct {
		accept string
		packed string
		plain  string
	}{
		{"", "identity", "identity"},
		{"gzip, deflate, br, zstd", "br", "identity"},
		{"gzip, deflate", "gzip", "identity"},
		{"GZIP", "gzip", "identity"},
		{"br;q=0, gzip", "gzip", "identity"},
		{"br;q=0.5, gzip;q=0.8", "gzip", "identity"},
		{"br ; q=0.2 , identity", "identity", "identity"},
		{"zstd", "identity", "identity"},
		{"*", "br", "identity"},
		{"br;q=0, *", "gzip", "identity"},
		{"br;q=0, gzip;q=0", "identity", "identity"},
		{"br;q=much, gzip;q=0.1", "gzip", "identity"},
		{"gzip, identity;q=0", "gzip", ""},
		{"*;q=0", "", ""},
		{"identity, *;q=0", "identity", "identity"},
	} {
		for asset, want := range map[*Asset]string{packed: test.packed, plain: test.plain} {
			body, ok := asset.choose(test.accept)
			if body.Encoding != want || ok != (want != "") {
				t.Errorf("Accept-Encoding %q with %d encodings: %q, %v, want %q", test.accept, len(asset.Bodies), body.Encoding, ok, want)
			}
		}
	}
}
