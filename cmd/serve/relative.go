package main

import (
	"path"
	"regexp"
	"strings"
)

// Every reference between files of the site is relative, so that the site works under any path of any host.

var (
	// target matches an attribute with a path on this host.
	target = regexp.MustCompile(`\b(href|src|data-program|data-course)="/([^/"][^"]*)?"`)

	// listed matches such a path in a script or the manifest.
	listed = regexp.MustCompile(`"/([^/" ][^" ]*)?"`)
)

// hashed lists the files whose URLs contain their hash, apart from the program. go-app names all of them without one.
var hashed = []string{"app.css", "app.js", loaderFile, stylesFile, scriptsFile, courseFile, "web/tokens.css", "web/reference.css", "web/reference.js"}

// relate makes the references of all pages, scripts and manifests relative, and adds the hashes of the files that they name.
func relate(files map[string][]byte) {
	// The files that name others with their hashes come last.
	for _, name := range []string{"app.js", "manifest.webmanifest"} {
		files[name] = []byte(listed.ReplaceAllStringFunc(string(files[name]), func(found string) string {
			return `"` + relative("", found[2:len(found)-1]) + `"`
		}))
	}
	address := make(map[string]string)
	for _, file := range hashed {
		if data, ok := files[file]; ok {
			address[file] = versioned(file, data)
		}
	}
	withHash := func(file string) string {
		if a, ok := address[file]; ok {
			return a
		}
		return file
	}
	files[workerFile] = []byte(listed.ReplaceAllStringFunc(string(files[workerFile]), func(found string) string {
		return `"` + relative("", withHash(found[2:len(found)-1])) + `"`
	}))
	for name, data := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		files[name] = []byte(target.ReplaceAllStringFunc(string(data), func(found string) string {
			attribute, named, _ := strings.Cut(found, `="/`)
			return attribute + `="` + relative(name, withHash(strings.TrimSuffix(named, `"`))) + `"`
		}))
	}
}

// versioned returns the URL of a file with the hash of its contents, which browsers may keep.
func versioned(file string, data []byte) string { return file + "?v=" + shortSum(fingerprint(data)) }

// relative returns the reference from a file to a path below the root of the site, through their common folders.
func relative(from, target string) string {
	for {
		folder, rest, ok := strings.Cut(from, "/")
		if !ok || !strings.HasPrefix(target, folder+"/") {
			break
		}
		from, target = rest, target[len(folder)+1:]
	}
	up := strings.Repeat("../", strings.Count(from, "/"))
	if up == "" && (target == "" || target[0] == '#') {
		return "./" + target
	}
	return up + target
}
