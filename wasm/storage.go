//go:build js && wasm

package main

import (
	"errors"
	"strings"

	"bpfplay/web"

	"github.com/hack-pad/safejs"
)

// The page's storage: an IndexedDB database with one object store, which has texts by key.
const (
	databaseName = "bpfplay"
	storeName    = "texts"
)

// errNoStorage means that the browser has no storage for this page, for example in a private window.
var errNoStorage = errors.New("the browser does not allow this page to store anything")

// database opens the database on its first call, then calls then with it.
func (h *host) database(then func(db safejs.Value, err error)) {
	if !h.db.IsUndefined() {
		then(h.db, nil)
		return
	}
	request, err := get("indexedDB").Call("open", databaseName, 1)
	if err != nil {
		then(safejs.Undefined(), errNoStorage)
		return
	}
	work := &databaseWork{h: h}
	work.on(request, "upgradeneeded", func() {
		_, _ = property(request, "result").Call("createObjectStore", storeName)
	})
	work.on(request, "error", func() {
		work.end()
		then(safejs.Undefined(), errNoStorage)
	})
	work.on(request, "success", func() {
		work.end()
		h.db = property(request, "result")
		then(h.db, nil)
	})
}

// databaseWork has the functions that a transaction calls.
type databaseWork struct {
	h     *host
	funcs []safejs.Func
}

// on runs do after an event of a database object.
func (w *databaseWork) on(target safejs.Value, event string, do func()) {
	f, err := w.h.callback("use the browser's storage", func([]safejs.Value) any { do(); return nil })
	if err == nil {
		w.funcs = append(w.funcs, f)
		_ = target.Set("on"+event, f.Value())
	}
}

// end releases the functions.
func (w *databaseWork) end() {
	for _, f := range w.funcs {
		f.Release()
	}
	w.funcs = nil
}

// ReadTexts implements web.Storage.
func (h *host) ReadTexts(prefix string, then func([]web.StoredText, error)) {
	h.database(func(db safejs.Value, err error) {
		var keys, values, tx safejs.Value
		if err == nil {
			tx, err = db.Call("transaction", storeName, "readonly")
		}
		var span safejs.Value
		if err == nil {
			span, err = keysFrom(prefix)
		}
		if err == nil {
			var store safejs.Value
			if store, err = tx.Call("objectStore", storeName); err == nil {
				keys, err = store.Call("getAllKeys", span)
			}
			if err == nil {
				values, err = store.Call("getAll", span)
			}
		}
		if err != nil {
			then(nil, storageError(err))
			return
		}
		work := &databaseWork{h: h}
		work.on(tx, "abort", func() {
			work.end()
			then(nil, failure(tx))
		})
		work.on(tx, "complete", func() {
			work.end()
			names, texts := property(keys, "result"), property(values, "result")
			n, _ := names.Length()
			found := make([]web.StoredText, n)
			for i := range found {
				key, _ := names.Index(i)
				value, _ := texts.Index(i)
				found[i] = web.StoredText{Key: text(key), Text: text(value)}
			}
			then(found, nil)
		})
	})
}

// keysFrom returns the range of keys with a prefix.
func keysFrom(prefix string) (safejs.Value, error) {
	return get("IDBKeyRange").Call("bound", prefix, prefix+"\uffff")
}

// WriteTexts implements web.Storage.
func (h *host) WriteTexts(gone []string, texts []web.NewText, allowed func(string) bool, then func(error)) {
	h.database(func(db safejs.Value, err error) {
		var tx, store safejs.Value
		if err == nil {
			tx, err = db.Call("transaction", storeName, "readwrite")
		}
		if err == nil {
			store, err = tx.Call("objectStore", storeName)
		}
		if err != nil {
			then(storageError(err))
			return
		}
		var refused, failed error
		work := &databaseWork{h: h}
		work.on(tx, "complete", func() {
			work.end()
			then(refused)
		})
		work.on(tx, "abort", func() {
			work.end()
			if failed == nil {
				failed = failure(tx)
			}
			then(failed)
		})
		fail := func(err error) {
			failed = storageError(err)
			_, _ = tx.Call("abort")
		}
		// put stores the next texts. The transaction lasts while it has requests.
		var put func()
		put = func() {
			for size := 0; len(texts) > 0; {
				stored := texts[0].Text()
				request, err := store.Call("put", stored, texts[0].Key)
				if err != nil {
					fail(err)
					return
				}
				texts = texts[1:]
				if size += len(stored); size > putAtOnce && len(texts) > 0 {
					work.on(request, "success", put)
					return
				}
			}
			_, _ = tx.Call("commit") // at once, because the page may be going
		}
		change := func() {
			if err := deleteTexts(store, gone); err != nil {
				fail(err)
				return
			}
			put()
		}
		if len(texts) == 0 {
			change()
			return
		}
		request, err := store.Call("get", texts[0].Key)
		if err != nil {
			work.end()
			then(storageError(err))
			return
		}
		work.on(request, "success", func() {
			if !allowed(text(property(request, "result"))) {
				refused = web.ErrOtherWriter
				return
			}
			change()
		})
	})
}

// putAtOnce is the number of characters that are stored before the page goes on.
const putAtOnce = 1 << 16

// deleteTexts removes the texts with these prefixes in a transaction.
func deleteTexts(store safejs.Value, prefixes []string) error {
	for _, prefix := range prefixes {
		span, err := keysFrom(prefix)
		if err == nil {
			_, err = store.Call("delete", span)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// failure returns why a transaction was aborted.
func failure(tx safejs.Value) error {
	return storageError(errors.New(text(property(tx, "error", "name")) + " " + text(property(tx, "error", "message"))))
}

// storageError returns an exception of the storage as an error for the user.
func storageError(err error) error {
	switch {
	case errors.Is(err, errNoStorage):
		return err
	case strings.Contains(err.Error(), "QuotaExceeded"):
		return errors.New("the browser's storage is full")
	}
	return errors.New("the browser's storage has failed: " + err.Error())
}
