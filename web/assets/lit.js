// What belongs together lights up on hover and focus: a field, its bytes, its part of the strace line, the union's other
// readings of those bytes, and the checks that read it. Nothing is drawn again: only classes change.
{
  const strace = "#in-strace";
  let lit = [], shown = "";

  const nameOfRow = (row) => row.querySelector("[data-field][data-input]")?.dataset.input;
  // what returns the fields and the bytes of the element that an event is about.
  const what = (target, offset) => {
    const row = target.closest(".call .field");
    if (row) {
      return { names: [nameOfRow(row)] };
    }
    const line = target.closest(strace);
    if (line) {
      return { names: [...line.value.matchAll(/(\w+)=/g)].filter((m) => m.index <= offset).slice(-1).map((m) => m[1]) };
    }
    const lane = target.closest("[data-from]");
    if (lane) {
      return { names: [], from: +lane.dataset.from, to: +lane.dataset.to };
    }
    const other = target.closest("[data-lit]");
    return { names: other?.dataset.lit.split(" ") ?? [] };
  };

  const markLine = (names) => {
    const area = document.querySelector(strace), mirror = document.querySelector(".strace-mirror");
    if (!area || !mirror) {
      return;
    }
    mirror.replaceChildren();
    const text = area.value;
    let end = 0;
    for (const m of text.matchAll(/(\w+)=("[^"]*"|\[[^\]]*\]|[^,}]*)/g)) {
      if (names.includes(m[1])) {
        const mark = document.createElement("mark");
        mark.textContent = m[0];
        mirror.append(text.slice(end, m.index), mark);
        end = m.index + m[0].length;
      }
    }
    mirror.append(text.slice(end));
    mirror.scrollTop = area.scrollTop;
  };

  const light = ({ names, from, to }) => {
    names = names.filter(Boolean);
    const key = names.join() + "/" + from + "/" + to;
    if (key === shown) {
      return;
    }
    shown = key;
    lit.forEach((e) => e.classList.remove("lit"));
    const within = (at) => from !== undefined && at >= from && at < to;
    const bytes = [...document.querySelectorAll("#bytes [data-at]")].filter((b) => within(+b.dataset.at) || names.includes(b.dataset.lit));
    if (from !== undefined) {
      names = [...new Set(bytes.map((b) => b.dataset.lit).filter(Boolean))];
    }
    lit = [...document.querySelectorAll("[data-lit]")].filter((e) => e.dataset.lit.split(" ").some((n) => names.includes(n)));
    lit.push(...[...document.querySelectorAll(".call .field")].filter((row) => names.includes(nameOfRow(row))), ...bytes);
    const at = bytes.map((b) => +b.dataset.at);
    lit.push(...[...document.querySelectorAll("[data-from]")].filter((s) => at.some((a) => a >= +s.dataset.from && a < +s.dataset.to)));
    lit.forEach((e) => e.classList.add("lit"));
    markLine(names);
  };

  const about = (e, offset) => e.target instanceof Element && light(what(e.target, offset));
  addEventListener("pointermove", (e) => {
    const at = e.target instanceof Element && e.target.closest(strace) ? document.caretPositionFromPoint?.(e.clientX, e.clientY) : null;
    about(e, at?.offset ?? e.target.selectionStart ?? 0);
  });
  addEventListener("focusin", (e) => about(e, e.target.selectionStart ?? 0));
  addEventListener("focusout", () => light({ names: [] }));
  document.addEventListener("selectionchange", () => {
    const area = document.activeElement;
    if (area?.matches?.(strace)) {
      light(what(area, area.selectionStart));
    }
  });
}
