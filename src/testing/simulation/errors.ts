/** What a simulation finds, and what is wrong with how one was asked for. */

/** A scenario or the options of a simulation make no sense. */
export class SimulationOptionError extends RangeError {
  override name = "SimulationOptionError";
}

/** An invariant of a scenario does not hold. */
export class InvariantError extends Error {
  override name = "InvariantError";
}

/** The world has healed and time has passed, and what the scenario waits for has not come. */
export class NotConvergedError extends Error {
  override name = "NotConvergedError";
}

/** Something that a program began has not ended, or has ended more than once. */
export class OperationError extends Error {
  override name = "OperationError";
}

/** More happened than a scenario may need: things that set each other off, perhaps without time passing. */
export class EndlessRunError extends Error {
  override name = "EndlessRunError";
}

/** The same seed was run twice, and the runs differ. */
export class NotDeterministicError extends Error {
  override name = "NotDeterministicError";
}

/** A seed fails. `cause` is what the failing run threw; `replay` is what to give to run it again. */
export class SimulationError extends Error {
  override name = "SimulationError";
  readonly replay: string;

  constructor(message: string, replay: string, cause: unknown) {
    super(message, { cause });
    this.replay = replay;
  }
}
