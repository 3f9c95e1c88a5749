/** What the kit throws at tests, and at code that does what no transport would stand for. */

/** A Deferred has come to something else than the test says. */
export class UnexpectedResultError extends Error {
  override name = "UnexpectedResultError";
}

/** A recording transport, or a pull producer, was asked for something in a state in which it makes no sense. */
export class TransportStateError extends Error {
  override name = "TransportStateError";
}

/** What was pumped did not come to rest. */
export class NeverAtRestError extends Error {
  override name = "NeverAtRestError";
}
