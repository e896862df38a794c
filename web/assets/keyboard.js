// The keyboard within parts of the page. It moves the focus only, so it does not need the program.
{
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";

  // Parts that are one stop of the Tab key; the arrow keys move in them. "y" is a column, "xy" a drawing.
  const parts = [
    { part: ".releases", item: "button", way: "x" },
    { part: ".ladder, .program-list", item: "button", way: "y" },
    { part: ".kernel-sheet", item: "button", way: "xy" },
    { part: ".keys", item: "button", way: "x" },
    { part: ".shelf-tabs, .in-tabs, .dots", item: "button", way: "x" },
    { part: ".examples", item: "button", way: "y" },
    { part: ".chooser, .filter, .case-filter", item: "button", way: "x" },
    { part: ".history", item: ".row", way: "y" },
  ];
  // Parts whose items stay stops, because the user also types in them.
  const lists = [
    { part: ".call", item: ".field input[type=text]:not([role=combobox])", way: "y" },
  ];
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const shown = (e) => !e.disabled && e.getClientRects().length > 0;
  const itemsOf = (part, item) => [...part.querySelectorAll(item)].filter(shown);

  // Before Tab moves the focus, each part has one stop: the focused item, the current one or the first.
  const oneStop = () => {
    for (const { part, item } of parts) {
      for (const element of document.querySelectorAll(part)) {
        const items = itemsOf(element, item);
        const stop = items.find((e) => e === document.activeElement) ?? items.find((e) => e.matches(".on, .here, [aria-current]:not([aria-current=false])"))
          ?? items.find((e) => e.tabIndex === 0 && e.hasAttribute("tabindex")) ?? items[0];
        for (const e of items) {
          const to = e === stop ? 0 : -1;
          if (e.tabIndex !== to || !e.hasAttribute("tabindex")) {
            e.tabIndex = to;
          }
        }
      }
    }
  };

  // Tab goes from the last stop of an open dialog to the first, not to the browser's own buttons.
  const wrap = (e) => {
    const dialog = document.querySelector("dialog[open]");
    if (!dialog) {
      return;
    }
    const all = [...dialog.querySelectorAll(stops)].filter((s) => s.tabIndex >= 0 && shown(s));
    const [from, to] = e.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    const here = document.activeElement;
    if (to && (here === from || !dialog.contains(here) || e.shiftKey && !all.includes(here))) {
      to.focus();
      e.preventDefault();
    }
  };

  // next returns the item that an arrow key moves to: the next one in a row or column, the nearest one in a drawing.
  const next = (items, here, way, [x, y]) => {
    if (way !== "xy") {
      return items[items.indexOf(here) + (way === "x" ? x : y)];
    }
    const centre = (e) => { const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] };
    const [hx, hy] = centre(here);
    let best, least = Infinity;
    for (const item of items) {
      const [ix, iy] = centre(item);
      const along = (ix - hx) * x + (iy - hy) * y, aside = Math.abs((ix - hx) * y) + Math.abs((iy - hy) * x);
      if (item !== here && along > 1 && along + 2 * aside < least) {
        [best, least] = [item, along + 2 * aside];
      }
    }
    return best;
  };

  // inText reports whether an arrow key still moves the caret.
  const inText = (e, [x]) => e.matches("input[type=text], input:not([type])") && x !== 0
    && !(e.selectionStart === e.selectionEnd && e.selectionStart === (x < 0 ? 0 : e.value.length));

  const arrow = (e, move) => {
    const here = e.target;
    if (inText(here, move)) {
      return;
    }
    for (const { part, item, way } of [...parts, ...lists]) {
      const owner = here.matches(item) && here.closest(part);
      if (!owner || !way.includes(move[0] ? "x" : "y")) {
        continue;
      }
      const to = next(itemsOf(owner, item), here, way, move);
      if (to) {
        to.focus();
        to.select?.();
      }
      e.preventDefault();
      e.stopPropagation();
      return;
    }
  };

  addEventListener("keydown", (e) => {
    if (e.key === "Tab") {
      oneStop();
      wrap(e);
    } else if (moves[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) {
      arrow(e, moves[e.key]);
    }
  }, true);
}
