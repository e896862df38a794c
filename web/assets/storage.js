// A browser may forbid a page to store anything, as it does with blocked cookies or in a sandboxed frame. Then the mere access
// throws, and Go cannot catch that: the program would end. The page gets a storage instead that lasts until the page closes.
{
  const passing = () => {
    const kept = new Map();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, text) => { kept.set(key, String(text)) },
      removeItem: (key) => { kept.delete(key) },
      key: (i) => [...kept.keys()][i] ?? null,
      clear: () => kept.clear(),
      get length() { return kept.size },
    };
  };
  for (const [name, instead] of [["localStorage", passing()], ["sessionStorage", passing()], ["indexedDB", undefined]]) {
    try {
      globalThis[name];
    } catch {
      Object.defineProperty(globalThis, name, { value: instead, configurable: true });
    }
  }
}
