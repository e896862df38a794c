// Calls each function of bpfplay with arguments that throw, lie or cannot be copied, in each place, and returns the calls after
// which the program no longer answers.
(() => {
	const thrower = { get() { throw new Error("thrown"); }, ownKeys() { throw new Error("thrown"); }, getPrototypeOf() { throw new Error("thrown"); } };
	const getter = { get() { throw new Error("thrown"); } };
	const detached = new Uint8Array(8);
	structuredClone(detached.buffer, { transfer: [detached.buffer] });
	const circle = {};
	circle.self = circle;
	const values = {
		"length that throws": Object.defineProperty({}, "length", getter),
		"proxy of an object": new Proxy({}, thrower),
		"proxy of an array": new Proxy([1, 2], thrower),
		"proxy of a function": new Proxy(function () {}, thrower),
		"object without a prototype": Object.create(null),
		"conversion that throws": { toString: getter.get, valueOf: getter.get, [Symbol.toPrimitive]: getter.get },
		"members that throw": Object.defineProperties({}, { release: getter, cpus: getter, attr: getter, then: getter }),
		"detached bytes": detached,
		"symbol": Symbol("x"),
		"BigInt": 10n,
		"element that throws": Object.defineProperty([1, 2, 3], 1, getter),
		"bytes without a length": Object.defineProperties(new Uint8Array(8), { length: getter, byteLength: getter }),
		"document.all": document.all,
		"window": window,
		"circle": circle,
	};
	const places = [(x) => [x], (x) => [0, x], (x) => [0, 0, x], (x) => [x, x, x], (x) => [0, x, x]];
	const create = new Uint8Array([1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 16, 0, 0, 0]);
	const dead = [];
	let calls = 0;
	for (const name of Object.keys(bpfplay)) {
		for (const [what, value] of Object.entries(values)) {
			for (const place of places) {
				const given = place(value);
				try {
					bpfplay[name](...given);
				} catch {
					// an error is an answer
				}
				calls++;
				try {
					bpfplay.boot({ release: "6.12" });
					if (bpfplay.bpf(0, create) === 3) continue;
				} catch {
					// told below
				}
				dead.push(`${name}, ${what} in ${given.length} arguments`);
			}
		}
	}
	return dead.length ? dead.join("\n") : `${calls} calls answered`;
})()
