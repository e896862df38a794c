// What globalThis.bpfplay answers to bad arguments is an error, and Go cannot throw one by itself.
globalThis.bpfplayThrowing = (answer) => (...args) => {
  const result = answer(...args);
  if (result instanceof Error) {
    throw result;
  }
  return result;
};
