/** What goes wrong between a protocol and what builds it, and with programs that are run for their output. */
import type { Deferred } from "../deferred/index.ts";
import { ProcessTerminated } from "../net/index.ts";

/** Something that should have built a protocol gave something else; the message says which and what. */
export class NotAProtocolError extends TypeError {
  override name = "NotAProtocolError";
}

/** Something was given as a factory that is none. */
export class NotAFactoryError extends TypeError {
  override name = "NotAFactoryError";
}

/** A program has written to its standard error, where that was not asked for; it has been killed. */
export class UnexpectedOutputError extends Error {
  override name = "UnexpectedOutputError";
  /** The first of it. */
  readonly output: Uint8Array;
  /** Fires when the program has ended. */
  readonly processEnded: Deferred<void>;
  constructor(executable: string, output: Uint8Array, processEnded: Deferred<void>) {
    const shown = new TextDecoder().decode(output.subarray(0, 200)).trimEnd();
    super(`${executable} has written to its standard error: ${shown}`);
    this.output = output;
    this.processEnded = processEnded;
  }
}

/** A program has printed more than was allowed; it has been killed. */
export class OutputTooLongError extends Error {
  override name = "OutputTooLongError";
}

/** A program that was run for its output has been ended by a signal. */
export class TerminatedBySignal extends ProcessTerminated {
  override name = "TerminatedBySignal";
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  constructor(
    message: string,
    {
      out,
      err,
      ...how
    }: ConstructorParameters<typeof ProcessTerminated>[1] & Pick<TerminatedBySignal, "out" | "err">,
  ) {
    super(message, how);
    this.out = out;
    this.err = err;
  }
}

/** A file was not sent to its end: the consumer wanted no more. */
export class TransferStopped extends Error {
  override name = "TransferStopped";
}
