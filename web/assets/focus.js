// The focus goes on: if the focused element is removed or hidden, or a dialog has opened a lesson or a case, the focus moves
// to where the user continues. Without this, the browser begins at the top of the page again.
{
  const shown = (e) => e.isConnected && e.getClientRects().length > 0;
  const first = (places) => [...document.querySelectorAll(places)].find(shown);
  const panel = () => document.querySelector("dialog[open] #panel-title");
  const call = () => first(".history .row.on");
  const question = () => [...document.querySelectorAll("#case-asks, .question-text, #lesson-title, #lesson-where")].map((e) => e.textContent).join();

  let last; // the element that has the focus; undefined after the user has pressed on something that takes none
  let opened = true; // a link was opened, and the user has not used the page since
  let asked; // the question on the page behind an open dialog
  let chosen; // likewise, the text of the shown call

  const goOn = () => {
    const here = document.activeElement;
    let to;
    if (asked !== undefined && !panel()) {
      to = question() !== asked && first("#case-asks, #lesson-next:enabled");
      if (!to && here.matches(".history .row:not(.on)") && call()?.textContent !== chosen) {
        to = call(); // the dialog gives the focus back to the row of another call, in other calls
      }
      asked = undefined;
    }
    if (!to && last && (here === last || here === document.body) && !shown(last)) {
      to = panel() ?? call() ?? first("#picker, .tabs .on");
    }
    if (to) {
      to.focus({ preventScroll: true });
    }
  };

  addEventListener("focusin", (e) => {
    last = e.target;
    if (panel()) {
      chosen = asked === undefined ? call()?.textContent : chosen;
      asked ??= question();
    }
  });
  // After a link was opened, Tab begins at the top. The page scrolls to the answer, and Chromium would begin where it scrolled to.
  addEventListener("hashchange", () => {
    if (history.state || panel() || document.getElementById(location.hash.slice(1))) {
      return; // back, forward, or a place in the page
    }
    opened = true;
    document.activeElement.blur();
    last = undefined;
  });
  addEventListener("pointerdown", () => opened = false, true);
  addEventListener("keydown", (e) => {
    if (["Shift", "Control", "Alt", "Meta"].includes(e.key)) {
      return;
    }
    const top = first(".skip");
    if (opened && top && e.key === "Tab" && !e.shiftKey && document.activeElement === document.body) {
      top.focus();
      e.preventDefault();
    }
    opened = false;
  }, true);
  // A dialog that closes loses the focus before it is hidden.
  addEventListener("focusout", (e) => e.relatedTarget || setTimeout(() => {
    if (last === e.target && document.activeElement === document.body && shown(last)) {
      last = undefined;
    }
  }));
  new MutationObserver(goOn).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "open"] });
}
