/** What is wrong with a read that pulls. */

/** The connection has ended, in order, before all had come that was asked for. */
export class IncompleteReadError extends Error {
  override name = "IncompleteReadError";
  /** What had come. */
  readonly partial: Uint8Array;
  /** How many bytes were to come; `null` where that was not known. */
  readonly expected: number | null;
  constructor(partial: Uint8Array, expected: number | null = null) {
    super(
      `the connection ended after ${partial.length} ${expected === null ? "bytes of a message" : `of ${expected} bytes`}`,
    );
    this.partial = partial;
    this.expected = expected;
  }
}

/** There is more than was allowed before what was looked for. Nothing was taken: it can be read otherwise. */
export class LimitOverrunError extends Error {
  override name = "LimitOverrunError";
  /** In bytes. */
  readonly limit: number;
  constructor(limit: number) {
    super(`no delimiter within ${limit} bytes`);
    this.limit = limit;
  }
}

/** A read while another one waits: which of them would get what comes is for the program to say. */
export class AlreadyReadingError extends Error {
  override name = "AlreadyReadingError";
}
