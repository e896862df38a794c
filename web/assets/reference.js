// The search of the reference, which finds every name that contains all typed words, the reasons as tips of the cells, the newest
// releases in view, and the service worker.
{
  const input = document.getElementById("search"), list = document.getElementById("found");
  const most = 30;
  const root = new URL("..", document.currentScript.src);
  let entries, hits = [], chosen = -1;

  const load = async () => {
    entries ??= fetch(new URL("ref/index.json", root)).then((r) => r.json());
    return entries;
  };

  const choose = (i) => {
    chosen = i;
    [...list.children].forEach((li, n) => li.setAttribute("aria-selected", n === i));
    list.children[i]?.scrollIntoView({ block: "nearest" });
    if (i < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", "hit-" + i);
    }
  };

  const show = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = await load();
    hits = words.length === 0 ? [] : all.filter((e) => words.every((w) => (e.name + " " + e.kind).toLowerCase().includes(w))).slice(0, most);
    list.replaceChildren(...hits.map((e, i) => {
      const li = document.createElement("li");
      li.id = "hit-" + i;
      li.role = "option";
      li.append(e.name, Object.assign(document.createElement("small"), { textContent: e.kind }));
      li.addEventListener("mousedown", () => { location.href = new URL(e.href.slice(1), root); });
      return li;
    }));
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", hits.length > 0);
    choose(hits.length > 0 ? 0 : -1);
  };

  for (const cell of document.querySelectorAll("[data-reason]")) {
    cell.title = document.querySelector(`#reasons div:nth-child(${cell.dataset.reason}) dd`).textContent;
  }

  // A table that does not fit begins at the newest releases. The names of its rows stay at the left.
  for (const table of document.querySelectorAll(".scroll > table:not(.plain)")) {
    table.parentElement.scrollLeft = table.scrollWidth;
  }

  // The worker keeps the site for use offline, the program included: most readers open it next.
  addEventListener("load", () => navigator.serviceWorker?.register(new URL("app-worker.js", root)).catch(() => {}));

  const hide = () => { list.hidden = true; input.setAttribute("aria-expanded", false); choose(-1) };
  input.hidden = false;
  input.addEventListener("input", show);
  input.addEventListener("focus", load);
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && hits.length > 0) {
      choose((chosen + step + hits.length) % hits.length);
      e.preventDefault();
    } else if (e.key === "Enter" && hits[chosen]) {
      location.href = new URL(hits[chosen].href.slice(1), root);
    } else if (e.key === "Escape") {
      hide();
    }
  });
  addEventListener("keydown", (e) => {
    if (e.key === "/" && document.activeElement !== input) {
      input.focus();
      e.preventDefault();
    }
  });
}
