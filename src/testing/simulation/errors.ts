/** What a simulation finds, and what is wrong with how one was asked for. */

/** A scenario or the options of a simulation make no sense. */
export class SimulationOptionError extends RangeError {
  override name = "SimulationOptionError";
}

/** Its message says all there is: the stack is the engine's own, and of no interest. */
class Verdict extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.stack = `${new.target.name}: ${message}`;
  }
}

/** An invariant of a scenario does not hold. */
export class InvariantError extends Verdict {
  override name = "InvariantError";
}

/** The world has healed and time has passed, and what the scenario waits for has not come. */
export class NotConvergedError extends Verdict {
  override name = "NotConvergedError";
}

/** Something that a program began has not ended, or has ended more than once. */
export class OperationError extends Verdict {
  override name = "OperationError";
}

/** More happened than a scenario may need: things that set each other off, perhaps without time passing. */
export class EndlessRunError extends Verdict {
  override name = "EndlessRunError";
}

/** The same seed was run twice, and the runs differ. */
export class NotDeterministicError extends Verdict {
  override name = "NotDeterministicError";
}

/** A seed fails. `cause` is what the failing run threw; `replay` is what to give to run it again. */
export class SimulationError extends Verdict {
  override name = "SimulationError";
  readonly replay: string;

  constructor(message: string, replay: string, cause: unknown) {
    super(message, { cause });
    this.replay = replay;
  }
}
