// Package browser holds the tests that use the page as a user does: in Chromium, served by cmd/serve.
//
// The tests are skipped if Chromium is not installed. With BPFPLAY_BROWSER_TESTS=required they fail instead. They are
// not built for js, because chromedp starts processes.
package browser
