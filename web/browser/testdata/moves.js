// Random moves of a user on the desk, and the desk as a text for comparisons.
{
  const all = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.getClientRects().length > 0 && !e.disabled);
  const pick = (list, n) => list[n % list.length];
  const click = (selector, n) => {
    const e = pick(all(selector), n);
    e?.focus();
    e?.click();
  };
  const put = (e, text, event) => {
    if (e) {
      e.focus();
      e.value = text;
      e.dispatchEvent(new Event(event, { bubbles: true }));
    }
  };
  const type = (selector, n, texts) => put(pick(all(selector), n), pick(texts, n >> 8), "input");
  const choose = (selector, values, n) => {
    const options = all(`${selector} option, ${selector}`).length ? [...document.querySelector(selector).options] : [];
    const value = pick(values, n);
    if (options.some((o) => o.value === value)) {
      put(document.querySelector(selector), value, "change");
    }
  };
  const array = "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=9, max_entries=2}, 16)";

  // Each move has a weight. undoes marks the moves that the next Undo takes back.
  const moves = {
    run: { often: 4, undoes: true, do: () => click("#run", 0) },
    "run elsewhere": { often: 3, undoes: true, do: (n) => click("#run-append, #run-replace, #run-insert", n) },
    "pick a call": { often: 4, do: (n) => choose("#picker", ["bpf:0", "bpf:0", "bpf:1", "bpf:2", "bpf:3", "dup", "close", "work", "unlink"], n) },
    "type into a field": { often: 6, do: (n) => type("#call .field input[data-input]", n, ["4", "16", "lots", "-", "1 2", '"', "é", "0x"]) },
    "type a byte": { often: 2, do: (n) => type("#bytes input", n, ["07", "ff", "zz"]) },
    "type a line": { often: 2, do: (n) => type("#in-strace", 0, ["bpf(BPF", array]) },
    "go to a call": { often: 3, do: (n) => click(".history .row", n) },
    step: { often: 3, do: (n) => click("[id^=step-]:not(#step-play)", n) },
    remove: { often: 2, undoes: true, do: () => click("#remove", 0) },
    move: { often: 3, undoes: true, do: (n) => click("#move-up, #move-down", n) },
    "a kept call": { often: 2, do: (n) => click(".kept button", n) },
    fork: { often: 2, undoes: true, do: () => click("#fork", 0) },
    "calls of a script": { often: 2, undoes: true, do: (n) => { bpfplay.dup(pick([0, 3], n)); bpfplay.work(); } },
    "too many calls for a link": { often: 1, undoes: true, do: () => { for (let i = 0; i < 2100 && !location.hash.startsWith("#desk-"); i++) { bpfplay.dup(0); } } },
    "another release": { often: 2, undoes: true, do: (n) => click(".rel[data-release]", n) },
    "open a panel": { often: 4, do: (n) => click("#machine-button, #paste-button, #examples-button, #desks-button, #export-button", n) },
    "open a link": { often: 1, do: (n) => { location.hash = pick(["#v1/k=6.12/create(hash,4,8,16)/dup(3)/close(3)", "#v1/k=seed/types=1/create(hash,4,8,16)", "#v1/k=5.4"], n); } },
    undo: { often: 3, undone: true, do: () => click("#undo-button", 0) },
    redo: { often: 3, do: () => click("#redo-button", 0) },
  };
  const panels = {
    "#paste-text": (n) => type("#paste-text", 0, [array + " = " + n]),
    "#new-desk": () => click("#new-desk", 0),
    "[id^=example-]": (n) => click("[id^=example-]", n),
    "dialog [data-number]": (n) => {
      const e = pick(all("dialog [data-number]"), n);
      put(e, pick(["1", "2", "many"], n >> 8), "change");
    },
  };
  const often = Object.keys(moves).flatMap((name) => Array(moves[name].often).fill(name));
  let undoes = false, redoes = false; // the last move on this page can be undone, or redone

  globalThis.draw = (n) => {
    if (document.querySelector("dialog[open]")) {
      const panel = Object.keys(panels).find((selector) => all(selector).length > 0);
      return n % 2 && panel ? panel : "#close-panel";
    }
    const name = pick(often, n);
    return (name === "undo" && !undoes) || (name === "redo" && !redoes) ? "run" : name;
  };
  let changed = 0;
  globalThis.move = (name, n) => {
    changed = performance.now();
    redoes = name === "undo";
    undoes = moves[name]?.undoes;
    const done = moves[name]?.do ?? panels[name] ?? (() => click(name, 0));
    done(n >> 5);
  };

  const words = (selector) => [...document.querySelectorAll(selector)].map((e) => e.innerText);
  globalThis.desk = () => {
    let link;
    try {
      link = bpfplay.link();
    } catch (e) {
      link = e.message;
    }
    const inputs = [...document.querySelectorAll("#call input, #call select, #call textarea")];
    return [
      link, JSON.stringify(bpfplay.view()).slice(0, 2000),
      ...words("#kernel-button, #machine-button, #now, .history h2, .history .row.on, .kept code, dialog[open] h2, #inside-title"),
      ...inputs.map((e) => `${e.id}: ${e.type === "checkbox" ? e.checked : e.value}`), ...words("#call .wrong"),
    ].map((line) => line.slice(0, 2000)).join("\n");
  };

  // The page is at rest when nothing on it has changed for a moment.
  addEventListener("DOMContentLoaded", () => {
    const watch = new MutationObserver(() => { changed = performance.now(); });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  globalThis.rests = () => !document.querySelector("#opening") && performance.now() - changed > 120;
}
