package bpftool

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/paste/literal"
)

// command holds the remaining words of a command.
type command struct {
	lines *reader
	words []string
	fault string
	lost  []string
}

func (c *command) fail(want string) {
	if c.fault == "" {
		near := "the command ends"
		if len(c.words) > 0 {
			near = fmt.Sprintf("%q", english.Shorten(c.words[0], 24))
		}
		c.fault = near + ": want " + want
	}
	c.words = nil
}

// is reports whether the next word is a keyword or an abbreviation of it.
func (c *command) is(keyword string) bool {
	return len(c.words) > 0 && c.words[0] != "" && strings.HasPrefix(keyword, c.words[0])
}

func (c *command) take(keyword string) bool {
	if !c.is(keyword) {
		return false
	}
	c.words = c.words[1:]
	return true
}

func (c *command) word(want string) string {
	if len(c.words) == 0 {
		c.fail(want)
		return ""
	}
	w := strings.Trim(c.words[0], `"'`)
	c.words = c.words[1:]
	return w
}

func (c *command) number(want string) uint64 {
	if len(c.words) == 0 {
		c.fail(want)
		return 0
	}
	v, ok, fits := literal.ParseElement(c.words[0], 4)
	if !ok || !fits {
		c.fail(want)
		return 0
	}
	c.words = c.words[1:]
	return v
}

// bytes reads the bytes of a key or value: decimal, 0x or octal, or plain hex after the word hex.
func (c *command) bytes() []byte {
	hexadecimal := c.take("hex")
	var bytes []byte
	for len(c.words) > 0 {
		digits := c.words[0]
		if hexadecimal {
			digits = "0x" + digits
		}
		v, ok, fits := literal.ParseElement(digits, 1)
		if !ok || !fits || v > 255 {
			break
		}
		bytes = append(bytes, byte(v))
		c.words = c.words[1:]
	}
	if len(bytes) == 0 {
		c.fail("a byte such as 1, 0x1 or, after hex, 01")
	}
	if len(bytes) > core.PAGE_SIZE {
		c.fail(fmt.Sprintf("no more than %d bytes", core.PAGE_SIZE))
	}
	return bytes
}
