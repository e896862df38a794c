(module, instance) => {
  for (const section of WebAssembly.Module.customSections(module, "bpfplay.functions")) {
    const [address, names, index, stride, count] = new Uint32Array(section);
    const words = new Uint32Array(instance.exports.mem.buffer);
    const bytes = new Uint8Array(instance.exports.mem.buffer);
    const table = address / 4;
    let record = table + 2 * count + 2;
    const first = words[record];
    for (let i = 0, entry = 0, name = names + 1, last; i < count; i++) {
      words[table + 2 * i] = words[record] = entry += words[record];
      words[index / 4 + stride * (entry - first)] = i;
      words[table + 2 * i + 1] = 4 * (record - table);
      last = bytes[name] ? name : last; // an empty name repeats the one before
      words[record + 1] = last - names;
      name = bytes.indexOf(0, name) + 1;
      record += 11 + words[record + 7] + (words[record + 10] >>> 24);
    }
    return index; // the constants stand before it
  }
  return 0;
}
