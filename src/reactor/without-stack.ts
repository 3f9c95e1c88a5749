/**
 * Errors that say how a connection ended, and are made for each one: where in the reactor that was tells nobody anything,
 * and to look takes longer than all else that is done at the end.
 */
export function withoutStack<E extends Error>(make: () => E): E {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
