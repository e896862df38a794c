{
  const { program, length, course } = document.currentScript.dataset;

  // Counting the bytes takes the page a quarter of a second and 30 MB, so it is left to a server that is far away: one that
  // takes this long to answer, in ms.
  const farAway = 150;

  // Shows how much of a response has arrived. The browser keeps the code of its own response, but not that of a copy, so the
  // copy is counted.
  const count = async (copy, show) => {
    const reader = copy.body.getReader();
    for (let part, read = 0, shown = 0; !(part = await reader.read()).done; ) {
      read += part.value.byteLength;
      const percent = Math.round((100 * read) / length);
      if (percent > shown) {
        show((shown = percent) + "%");
      }
    }
  };

  // Fetches and compiles the program. show receives the progress.
  const compile = async (show) => {
    const asked = performance.now();
    let response = await fetch(program);
    const took = performance.now() - asked;
    if (!response.ok) {
      throw new Error(`${program}: ${response.status} ${response.statusText}`);
    }
    if (program.includes(".bin?")) {
      response = new Response(response.body.pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": "application/wasm" } });
    }
    if (took > farAway) {
      count(response.clone(), show).catch(() => {});
    }
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
    const program = await (compiled ??= compile((text) => shows(text)));
    await Promise.race([painted, atMost(250)]);
    return program;
  };

  let text;
  // Fetches the lessons and cases. After a failure, the next call tries again.
  globalThis.bpfplayCourse = () => (text ??= read(course).catch((error) => {
    text = undefined;
    throw error;
  }));
  const read = async (file) => {
    const response = await fetch(file).catch(() => {
      throw new Error("the server does not answer");
    });
    if (!response.ok) {
      throw new Error(`the server answers ${response.status} ${response.statusText}`);
    }
    return response.text();
  };
  if (location.hash.length > 1) {
    document.documentElement.classList.add("linked"); // the example of the served page is not what was linked
  }
  if (/\/(lesson|case|homework)=/.test(location.hash)) {
    bpfplayCourse().catch(() => {}); // the page shows the error when it opens the link
  }

  if (new URLSearchParams(location.search).has("embed")) {
    document.documentElement.classList.add("poster");
    document.head.append(Object.assign(document.createElement("script"), { src: "web/embed.js" }));
  } else {
    bpfplayProgram().catch(() => {}); // the page shows the error when it starts the program
  }
}
