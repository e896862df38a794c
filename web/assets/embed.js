// The poster of an embedded page: what it is about, read from its address alone. The program, a thousand times its
// size, is loaded on demand.
const sketch = `<svg viewBox="0 0 560 120" aria-hidden="true">
<rect x="1" y="15" width="150" height="90" rx="12"/><text x="16" y="41">task</text><rect class="lit" x="11" y="57" width="130" height="34" rx="7"/><text x="24" y="79">3</text>
<path d="M141 74C175 74 172 60 206 60H336H404"/>
<rect x="206" y="32" width="130" height="56" rx="12"/><text x="221" y="65">file</text>
<rect x="404" y="8" width="155" height="104" rx="14"/><text x="421" y="36">map</text><rect class="lit" x="421" y="52" width="60" height="16" rx="5"/><rect class="lit" x="421" y="76" width="96" height="16" rx="5"/>
</svg>`;

// A link with a broken percent escape is shown as it stands; the program says what is wrong with it.
const unescaped = (link) => {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
};

const poster = () => {
  const asked = new URLSearchParams(location.search);
  const parts = unescaped(location.hash.slice(1)).split("/");
  const kernel = (parts.find((p) => p.startsWith("k=")) ?? "").slice(2).split(".").slice(0, 2).join(".");
  const calls = parts.filter((p) => /^(t\d+\.)?[a-z_]+\(.*\)$/.test(p) && !p.startsWith("w("));
  const from = parseInt(asked.get("from"), 10) || 0;
  const to = parseInt(asked.get("to"), 10) || calls.length;
  const shown = calls.slice(Math.max(0, from - 1), to);
  const most = 6;

  const make = (tag, name, text, ...inside) => {
    const e = document.createElement(tag);
    e.className = name;
    e.append(text, ...inside);
    return e;
  };
  const short = (call) => (call.length > 34 ? call.slice(0, 33) + "…" : call).replaceAll(",", ", ");
  const drawn = make("span", "poster-sketch", "");
  drawn.innerHTML = sketch;
  const begin = make("span", "poster-begin", "▸ Step through it");
  const card = make("button", "poster-card",
    make("span", "poster-head", make("b", "", "bpfplay"), make("small", "", kernel === "seed" ? "Linux, the seed" : kernel && "Linux " + kernel)),
    make("span", "poster-sentence", asked.get("says") ?? "Calls of bpf(2), and what the kernel does with them."),
    make("span", "poster-calls", "", ...shown.slice(0, most).map((call) => make("code", "", short(call))),
      shown.length > most ? make("small", "", `and ${shown.length - most} more`) : ""),
    drawn, begin);
  card.id = "poster";

  const start = () => {
    card.disabled = true;
    begin.textContent = "Loading the kernel…";
    bpfplayStart();
    bpfplayProgram().catch(() => { // a frame with sandbox="allow-scripts" alone may not load it
      begin.textContent = "The kernel cannot be loaded in this frame.";
      const open = make("a", "poster-open", "Open in bpfplay");
      Object.assign(open, { href: location.pathname + location.hash, target: "_blank", rel: "noopener" });
      card.after(open);
    });
  };
  card.addEventListener("click", start, { once: true });
  document.body.append(card);
  if (asked.has("start")) {
    start();
  }
};
if (document.readyState === "complete") {
  poster();
} else {
  addEventListener("load", poster);
}
