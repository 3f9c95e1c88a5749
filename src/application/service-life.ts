/**
 * The life of one service, for those who start and stop it: the collections that hold it, one after the other, and `started`.
 *
 * Rules: a start waits for the stop before it. A stop does not end before the start that it has interrupted, and
 * what such a start has brought about in the meantime is stopped as well: nothing half-started is forgotten.
 */
import {
  type Awaitable,
  CancelledError,
  Deferred,
  Failure,
  fail,
  maybeDeferred,
  succeed,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { ServiceStartError, ServiceStopError } from "./errors.ts";
import type { IService } from "./interfaces.ts";
import { inServiceLogContext } from "./service-log-context.ts";
import { servicePath } from "./service-path.ts";
import { Waiters } from "./waiters.ts";

const log = new Logger({ namespace: "torsion.application" });

export type StartStep = "privilegedStartService" | "startService";

/** One step of a start, from being asked for to its end. */
interface Attempt {
  readonly step: StartStep;
  /** A stop has come: how it ends is the stop's business. */
  calledOff: boolean;
  over: boolean;
  /** Told to those who started it. */
  readonly outcome: Deferred<boolean>;
  /** For the stop: fires with whether something may have come about since that began. */
  readonly ended: Deferred<boolean>;
  /** Does what can be done to end it soon: a promise cannot be cancelled. */
  cancel(): void;
}

const lives = new WeakMap<IService, ServiceLife>();

/** The one there is, whoever holds the service now. */
export function lifeOf(service: IService): ServiceLife {
  const known = lives.get(service);
  if (known !== undefined) return known;
  const life = new ServiceLife(service);
  lives.set(service, life);
  return life;
}

export class ServiceLife {
  readonly #service: IService;
  #begun = false;
  #attempt: Attempt | null = null;
  #stopping = false;
  #stopCall: Deferred<void> | null = null;
  #hurried = false;
  readonly #stopped = new Waiters<void>();

  constructor(service: IService) {
    this.#service = service;
  }

  /** A start was begun and no stop has ended since: there may be something to stop. */
  get begun(): boolean {
    return this.#begun;
  }

  /**
   * Fires with `true` when the step is done, with `false` when a stop has come before that, and is done. Fails with a
   * `ServiceStartError`; what has come about until then is not stopped. One step at a time.
   */
  start(step: StartStep): Deferred<boolean> {
    const attempt: Attempt = {
      step,
      calledOff: false,
      over: false,
      outcome: new Deferred(),
      ended: new Deferred(),
      cancel: () => {},
    };
    this.#attempt = attempt;
    const begin = (): void => this.#begin(attempt);
    if (this.#stopping) this.#stopped.wait().addBoth(begin);
    else begin();
    return attempt.outcome;
  }

  /** Something was asked of it, besides starting, that a stop has to end. */
  touch(): void {
    this.#begun = true;
  }

  /** A start that is under way is of no use any more; to be followed by {@link ServiceLife.stop}. */
  callOff(): void {
    if (this.#attempt !== null) this.#attempt.calledOff = true;
  }

  /**
   * Fires when the service has stopped, at once where nothing was begun. Fails with a `ServiceStopError`, which has
   * been logged. Cancelling it cancels what the stop waits for.
   */
  stop(): Deferred<void> {
    this.callOff();
    if (!(this.#stopping || this.#begun || this.#service.running)) return succeed(undefined);
    const stopped = this.#stopped.wait(() => {
      this.#hurried = true;
      this.#stopCall?.cancel();
    });
    if (!this.#stopping) this.#stop();
    return stopped;
  }

  #begin(attempt: Attempt): void {
    if (attempt.calledOff) {
      attempt.over = true;
      attempt.outcome.callback(false);
      return;
    }
    this.#begun = true;
    const path = servicePath(this.#service);
    let given: unknown;
    const call = maybeDeferred(() => {
      const start = (): Awaitable<void> => this.#service[attempt.step]();
      const result = inServiceLogContext(this.#service, start, path);
      given = result;
      return result;
    });
    if (given === call) attempt.cancel = () => call.cancel();
    // It may have been stopped from inside of its own start.
    if (attempt.calledOff) attempt.cancel();
    call.addCallbacks(
      () => this.#ended(attempt, path, null),
      (failure) => this.#ended(attempt, path, failure),
    );
  }

  #ended(attempt: Attempt, path: string, failure: Failure | null): void {
    const error = failure?.value ?? null;
    attempt.over = true;
    if (!attempt.calledOff) {
      if (error === null) attempt.outcome.callback(true);
      else if (error instanceof ServiceStartError) attempt.outcome.errback(error);
      else attempt.outcome.errback(new ServiceStartError(path, error));
      return;
    }
    const cancelled = error instanceof CancelledError;
    if (error !== null && !cancelled)
      log.failure("{path} was stopped while it started, and that failed", error, { path });
    attempt.ended.callback(!cancelled);
  }

  #stop(): void {
    const path = servicePath(this.#service);
    const attempt = this.#attempt;
    const interrupted = attempt !== null && !attempt.over ? attempt : null;
    this.#stopping = true;
    this.#hurried = false;
    interrupted?.cancel();
    let stop = this.#callStop(path);
    // It may have made things after it was told to stop.
    if (interrupted !== null && !interrupted.over)
      stop = stop.addBoth((first) =>
        interrupted.ended
          .addCallback((again) => (again ? this.#callStop(path) : undefined))
          .addErrback((failure) => void failure.trap(CancelledError))
          .addCallback(() => (first instanceof Failure ? fail(first.value) : first)),
      );
    this.#stopCall = stop;
    stop.addBoth((result) => {
      this.#stopping = false;
      this.#stopCall = null;
      this.#begun = false;
      if (attempt?.outcome.called === false) attempt.outcome.callback(false);
      this.#stopped.callback(result);
    });
  }

  #callStop(path: string): Deferred<void> {
    const stop = (): Awaitable<void> => this.#service.stopService();
    return maybeDeferred(() => inServiceLogContext(this.#service, stop, path)).addErrback(
      ({ value }) => {
        if (this.#hurried && value instanceof CancelledError) return;
        if (value instanceof ServiceStopError) throw value;
        log.failure("{path} has not stopped in order", value, { path });
        throw new ServiceStopError(path, value);
      },
    );
  }
}
