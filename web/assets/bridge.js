// Functions of globalThis.bpfplay return an error for bad arguments. Go cannot throw, so this wrapper does.
globalThis.bpfplayThrowing = (answer) => (...args) => {
  const result = answer(...args);
  if (result instanceof Error) {
    throw result;
  }
  return result;
};

// The program runs until the page closes. If it ends early, this notice says that the page no longer responds. The code
// below does not depend on the program.
{
  const ended = () => {
    if (document.getElementById("ended")) {
      return;
    }
    document.body.insertAdjacentHTML("beforeend", `<div id="ended" class="notice bad" role="alert">
<p>bpfplay has stopped because of a bug, and this page no longer responds. Your work is in this link:</p>
<input class="link" type="text" readonly aria-label="The link">
<a class="pill small" target="_blank" rel="noopener noreferrer">Open your work</a>
<button class="pill small" type="button">Reload</button></div>`);
    const notice = document.getElementById("ended");
    notice.querySelector("input").value = location.href;
    const work = notice.querySelector("a");
    work.href = location.href;
    work.addEventListener("click", (e) => e.stopPropagation());
    notice.querySelector("button").addEventListener("click", () => location.reload());
  };
  // An exception that escapes from the program ends it.
  const trapped = (reason) => {
    if (reason instanceof WebAssembly.RuntimeError || /wasm-function/.test(reason?.stack)) {
      ended();
    }
  };
  globalThis.bpfplayEnded = ended;
  addEventListener("error", (e) => trapped(e.error));
  addEventListener("unhandledrejection", (e) => trapped(e.reason));
}
