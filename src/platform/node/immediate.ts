/** Node's own, taken before anybody can put something else in its place: simulations forbid it to programs, and not to us. */
export const immediate: typeof setImmediate = globalThis.setImmediate;
