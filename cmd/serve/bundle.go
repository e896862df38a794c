package main

import (
	"bytes"
	"fmt"
	"path"
)

// Files that each page refers to, made of several in the asset folder: fewer requests stand before the first answer.
const (
	stylesFile  = "web/page.css"
	scriptsFile = "web/page.js"
)

// bundles lists the parts of each such file in order: of two style rules the later one wins.
var bundles = []struct {
	file  string
	parts []string
}{
	{stylesFile, []string{"tokens.css", "style.css", "answer.css", "kernel.css", "inside.css", "run.css", "edit.css", "lesson.css", "trace.css", "present.css", "embed.css", "small.css", "print.css"}},
	{scriptsFile, []string{"storage.js", "bridge.js", "desk.js", "keyboard.js", "focus.js", "drop.js", "lit.js"}},
}

// alone are the files that the pages of the reference request by themselves.
var alone = map[string]bool{"tokens.css": true, "reference.css": true, "reference.js": true}

// bundle replaces the parts of each bundle by the bundle.
func bundle(files map[string][]byte) error {
	for _, b := range bundles {
		var all bytes.Buffer
		for _, part := range b.parts {
			file := path.Join("web", part)
			data, ok := files[file]
			if !ok {
				return fmt.Errorf("%s is made of %s, but %s does not exist", b.file, part, path.Join(assetFolder, part))
			}
			all.Write(bytes.TrimSpace(data))
			all.WriteByte('\n')
			if !alone[part] {
				delete(files, file)
			}
		}
		files[b.file] = all.Bytes()
	}
	return nil
}
