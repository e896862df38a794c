// The columns: their separators move with the pointer and the arrow keys. Widths are kept in this browser.
{
  const kept = "bpfplay-columns";
  const least = 280, middle = 360, step = 16;
  const narrow = matchMedia("(max-width: 1180px)");
  const width = (() => {
    try {
      return JSON.parse(localStorage.getItem(kept)) ?? {};
    } catch {
      return {};
    }
  })();

  // On a narrow window, the right column shows the call or the kernel and has a width of its own.
  const column = (separator) => (narrow.matches ? "side" : separator.dataset.column);
  const measured = (separator) =>
    separator.dataset.column === "call"
      ? separator.getBoundingClientRect().left - separator.parentElement.getBoundingClientRect().left
      : separator.parentElement.getBoundingClientRect().right - separator.getBoundingClientRect().right;

  const apply = () => {
    for (const [name, px] of Object.entries(width)) {
      if (Number.isFinite(px)) {
        document.documentElement.style.setProperty(`--${name}-width`, `${px}px`);
      }
    }
  };
  const tell = (separator) => separator.setAttribute("aria-valuenow", Math.round(measured(separator)));
  const set = (separator, px) => {
    const free = separator.parentElement.querySelector("section.history").clientWidth - middle;
    const most = measured(separator) + Math.max(0, free);
    width[column(separator)] = Math.round(Math.max(least, Math.min(px, most)));
    apply();
    separator.setAttribute("aria-valuenow", width[column(separator)]);
  };
  const keep = () => {
    try {
      localStorage.setItem(kept, JSON.stringify(width));
    } catch {
      // The storage may be forbidden; the widths then last until the page closes.
    }
  };
  const separatorOf = (e) => e.target.closest?.("[role=separator][data-column]");
  const outwards = (separator) => (separator.dataset.column === "call" ? 1 : -1);

  apply();
  addEventListener("pointerdown", (e) => {
    const separator = separatorOf(e);
    if (!separator || e.button !== 0) {
      return;
    }
    e.preventDefault();
    separator.focus({ focusVisible: false });
    separator.setPointerCapture(e.pointerId);
    separator.classList.add("moving");
    const from = measured(separator) - outwards(separator) * e.clientX;
    const move = (m) => set(separator, from + outwards(separator) * m.clientX);
    const end = () => {
      separator.removeEventListener("pointermove", move);
      separator.classList.remove("moving");
      keep();
    };
    separator.addEventListener("pointermove", move);
    separator.addEventListener("lostpointercapture", end, { once: true });
  });
  addEventListener("keydown", (e) => {
    const separator = separatorOf(e);
    const by = { ArrowLeft: -step, ArrowRight: step }[e.key];
    if (!separator || (!by && e.key !== "Home" && e.key !== "End")) {
      return;
    }
    e.preventDefault();
    e.stopImmediatePropagation();
    const px = { Home: least, End: Infinity }[e.key] ?? measured(separator) + outwards(separator) * by;
    set(separator, px);
    keep();
  }, true);
  addEventListener("dblclick", (e) => {
    const separator = separatorOf(e);
    if (separator) {
      delete width[column(separator)];
      document.documentElement.style.removeProperty(`--${column(separator)}-width`);
      tell(separator);
      keep();
    }
  });
  addEventListener("focusin", (e) => {
    const separator = separatorOf(e);
    if (separator) {
      tell(separator);
    }
  });
}

// Tips: the sentence of an element with data-tip, on hover, focus and tap. Escape hides it.
{
  let tip, of;
  const hide = () => {
    if (of) {
      of.removeAttribute("aria-describedby");
      of = undefined;
      tip.hidden = true;
    }
  };
  const show = (element) => {
    if (of === element) {
      return;
    }
    hide();
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "tip";
      tip.role = "tooltip";
      document.body.append(tip);
    }
    of = element;
    tip.textContent = element.dataset.tip;
    tip.hidden = false;
    const at = element.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const below = at.bottom + 6 + height < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8))}px`;
    tip.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
    element.setAttribute("aria-describedby", "tip");
  };
  // Controls over a drawing cover its parts, so all elements under the pointer count.
  const under = (e) => document.elementsFromPoint(e.clientX, e.clientY).map((x) => x.closest("[data-tip]")).find(Boolean);
  let frame;
  addEventListener("pointermove", (e) => {
    if (e.pointerType !== "touch" && !frame) {
      frame = requestAnimationFrame(() => {
        frame = undefined;
        const found = under(e);
        found ? show(found) : of !== document.activeElement && hide();
      });
    }
  });
  addEventListener("focusin", (e) => (e.target.dataset?.tip ? show(e.target) : hide()));
  addEventListener("focusout", hide);
  addEventListener("click", (e) => {
    const found = e.target.closest?.("[data-tip]");
    found ? show(found) : hide();
  });
  addEventListener("keydown", (e) => e.key === "Escape" && hide());
  addEventListener("scroll", hide, true);
}
