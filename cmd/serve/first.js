{
  const { program, length } = document.currentScript.dataset;

  // Fetches and compiles the program. show receives the progress in percent.
  const compile = async (show) => {
    let response = await fetch(program);
    if (!response.ok) {
      throw new Error(`${program}: ${response.status} ${response.statusText}`);
    }
    if (program.includes(".bin?")) {
      response = new Response(response.body.pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": "application/wasm" } });
    }
    // The browser keeps the code of its own response, but not that of a copy. So the copy is counted.
    const counted = response.clone().body.getReader();
    (async () => {
      for (let part, read = 0, shown = 0; !(part = await counted.read()).done; ) {
        read += part.value.byteLength;
        const percent = Math.round((100 * read) / length);
        if (percent > shown) {
          show((shown = percent));
        }
      }
    })().catch(() => {});
    return WebAssembly.compileStreaming(response);
  };

  // The first screen is on the display before the program takes the time of the page.
  const painted = (async () => {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
    for (let frames = 0; frames < 3; frames++) {
      await new Promise(requestAnimationFrame);
    }
  })();
  const atMost = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  let compiled;
  let shows = () => {};
  // Returns the compiled program, after the first screen is painted. show receives the progress from now on.
  globalThis.bpfplayProgram = async (show) => {
    shows = show ?? shows;
    const program = await (compiled ??= compile((percent) => shows(percent)));
    await Promise.race([painted, atMost(250)]);
    return program;
  };

  if (new URLSearchParams(location.search).has("embed")) {
    document.documentElement.className = "poster";
    document.head.append(Object.assign(document.createElement("script"), { src: "web/embed.js" }));
  } else {
    bpfplayProgram().catch(() => {}); // the page shows the error when it starts the program
  }
}
