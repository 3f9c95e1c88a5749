/**
 * One iterator at work inside a `Cooperator`.
 *
 * It ends exactly once: by exhaustion, by an error, or by being stopped. Whoever asked is told then, and
 * the iterator is closed, so that a generator's `finally` blocks run.
 */
import { Deferred, Failure, fail, isThenable, maybeDeferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  NotPaused,
  type SchedulerError,
  SchedulerStopped,
  TaskDone,
  TaskFailed,
  TaskStopped,
} from "./errors.ts";

const log: Logger = new Logger({ namespace: "torsion.task" });

/** What a task needs of the cooperator that it is part of. */
export interface TaskOwner {
  /** It has work to do: let it have its turns. */
  wake(task: CooperativeTask): void;
  /** It waits: no turns until it is woken. */
  rest(task: CooperativeTask): void;
  /** It is over. */
  forget(task: CooperativeTask): void;
}

/** A running iterator; made by `Cooperator.cooperate`. */
export class CooperativeTask<I extends Iterator<unknown> = Iterator<unknown>> {
  readonly #iterator: I;
  readonly #owner: TaskOwner;
  #pauses = 0;
  #waiting = false;
  #stepping = false;
  /** The iterator has ended by itself, and is not to be closed. */
  #exhausted = false;
  #listeners: Deferred<I>[] = [];
  /** How it ended; what any further operation throws. */
  #end: (() => SchedulerError) | null = null;
  #result: I | Failure | null = null;
  /** An error that nobody has asked for yet; as a failed Deferred, so that it is reported if nobody ever does. */
  #unclaimed: Deferred<never> | null = null;

  constructor(iterator: I, owner: TaskOwner) {
    this.#iterator = iterator;
    this.#owner = owner;
  }

  /** Fires with the iterator when it is exhausted; fails with its error, `TaskStopped` or `SchedulerStopped` (T8). */
  whenDone(): Deferred<I> {
    const unclaimed = this.#unclaimed;
    this.#unclaimed = null;
    if (unclaimed !== null) return unclaimed;
    const deferred = new Deferred<I>();
    if (this.#result === null) this.#listeners.push(deferred);
    else deferred.callback(this.#result);
    return deferred;
  }

  /** No more turns, until {@link CooperativeTask.resume} was called as often as this. Throws when it is over (T9). */
  pause(): void {
    this.#checkGoing();
    this.#pauses += 1;
    if (this.#pauses === 1 && !this.#waiting) this.#owner.rest(this);
  }

  /** Throws `NotPaused` (T9). */
  resume(): void {
    if (this.#pauses === 0) throw new NotPaused("resume() without a pause()");
    this.#pauses -= 1;
    this.#wake();
  }

  /** End it before its time. Throws when it is over: `TaskDone`, `TaskFailed` or `TaskStopped` (T9). */
  stop(): void {
    this.#checkGoing();
    const end = (): SchedulerError => new TaskStopped("the task was stopped");
    this.#finish(end, new Failure(end()));
  }

  /** One turn. For the cooperator, and never while the task rests. */
  step(): void {
    let next: IteratorResult<unknown>;
    this.#stepping = true;
    try {
      next = this.#iterator.next();
      this.#exhausted = next.done === true;
    } catch (thrown) {
      this.#exhausted = true;
      this.#fail(new Failure(thrown));
      return;
    } finally {
      this.#stepping = false;
    }
    if (this.#end !== null) this.#close();
    if (next.done) this.#finish(() => new TaskDone("the task is done"), this.#iterator);
    else if (isThenable(next.value)) this.#waitFor(next.value);
  }

  /** The cooperator was stopped. For the cooperator. */
  schedulerStopped(): void {
    const end = (): SchedulerError => new SchedulerStopped("the cooperator was stopped");
    this.#finish(end, new Failure(end()));
  }

  #waitFor(answer: PromiseLike<unknown>): void {
    const waiting = maybeDeferred(() => answer);
    if (this.#end === null) {
      this.#waiting = true;
      if (this.#pauses === 0) this.#owner.rest(this);
    }
    waiting.addCallbacks(
      () => {
        this.#waiting = false;
        this.#wake();
      },
      // A task that was stopped meanwhile has had its result: the error is left to be reported.
      (failure) => (this.#end === null ? this.#fail(failure) : failure),
    );
  }

  #wake(): void {
    if (this.#end === null && this.#pauses === 0 && !this.#waiting) this.#owner.wake(this);
  }

  #fail(failure: Failure): undefined {
    // Where the task stopped itself and threw after that, there is no one left to tell.
    if (this.#end !== null) log.failure("A stopped task failed", failure);
    else
      this.#finish(
        () => new TaskFailed("the task failed", { cause: failure.value }),
        failure,
        true,
      );
    return undefined;
  }

  #finish(end: () => SchedulerError, result: I | Failure, report = false): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#result = result;
    this.#owner.forget(this);
    const listeners = this.#listeners;
    this.#listeners = [];
    if (report && listeners.length === 0) this.#unclaimed = fail(result);
    if (!this.#stepping) this.#close();
    for (const listener of listeners) listener.callback(result);
  }

  #close(): void {
    if (this.#exhausted) return;
    try {
      this.#iterator.return?.();
    } catch (thrown) {
      log.failure("A task's iterator failed while it was closed", new Failure(thrown));
    }
  }

  #checkGoing(): void {
    if (this.#end !== null) throw this.#end();
  }
}
