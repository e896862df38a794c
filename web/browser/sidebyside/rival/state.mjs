// Boots the guest in v86 and saves its state just before the first bpf(2). Usage: node state.mjs FOLDER
import fs from "fs";
import { createRequire } from "module";

const folder = process.argv[2];
const { V86 } = createRequire(import.meta.url)(`${folder}/libv86.js`);
const file = (name) => ({ buffer: new Uint8Array(fs.readFileSync(`${folder}/${name}`)).buffer });
const machine = new V86({
  wasm_path: `${folder}/v86.wasm`, memory_size: 80 << 20, vga_memory_size: 1 << 20,
  bios: file("bios.bin"), vga_bios: file("vgabios-stdvga.bin"), bzimage: file("bzImage"), initrd: file("initrd"),
  cmdline: "console=ttyS0 quiet panic=-1 tsc=reliable", autostart: true, disable_speaker: true, fastboot: true,
});
let printed = "";
const late = setTimeout(() => {
  console.error(`the guest printed no READY in two minutes:\n${printed}`);
  process.exit(1);
}, 120_000);
machine.add_listener("serial0-output-byte", async (byte) => {
  printed += String.fromCharCode(byte);
  if (printed.endsWith("READY\r\n")) {
    clearTimeout(late);
    setTimeout(async () => { // the guest has printed, but not yet begun to wait
      fs.writeFileSync(`${folder}/state.bin`, new Uint8Array(await machine.save_state()));
      process.exit(0);
    }, 300);
  }
});
