/** What goes wrong with a looping call or a cooperative task: misuse of its state, raised to the caller. */

/** `LoopingCall.start` on one that runs already. */
export class AlreadyRunning extends Error {
  override name = "AlreadyRunning";
}

/** `LoopingCall.stop` or `reset` on one that does not run. */
export class NotRunning extends Error {
  override name = "NotRunning";
}

/** The base of all that a scheduler or its tasks raise for being in the wrong state. */
export class SchedulerError extends Error {
  override name = "SchedulerError";
}

/** The cooperator was stopped, before the task could end or before it was added. */
export class SchedulerStopped extends SchedulerError {
  override name = "SchedulerStopped";
}

/** The base of the three ways in which a task can be over. */
export class TaskFinished extends SchedulerError {
  override name = "TaskFinished";
}

/** The task's iterator came to its end. */
export class TaskDone extends TaskFinished {
  override name = "TaskDone";
}

/** The task was stopped. */
export class TaskStopped extends TaskFinished {
  override name = "TaskStopped";
}

/** The task's iterator threw, or a Deferred that it waited for failed; `cause` is that error. */
export class TaskFailed extends TaskFinished {
  override name = "TaskFailed";
}

/** `resume` without a `pause`. */
export class NotPaused extends SchedulerError {
  override name = "NotPaused";
}

/** Thrown by the `main` of `react` to end the program with a status of its own; no error, and not logged. */
export class SystemExit extends Error {
  override name = "SystemExit";
  readonly code: number;

  /** @param code from 0, which is success, to 255. */
  constructor(code: number, options?: ErrorOptions) {
    if (!Number.isInteger(code) || code < 0 || code > 255)
      throw new RangeError(`SystemExit(${code}): a status is a whole number from 0 to 255`);
    super(`exit with status ${code}`, options);
    this.code = code;
  }
}
