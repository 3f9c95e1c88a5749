/**
 * A service made of services.
 *
 * They start in the order in which they were added and are stopped in the reverse one: all together, or one by one.
 * Either all of them have started, or those that were begun are stopped again: a start that fails, is cancelled or
 * is overtaken by a stop leaves nothing behind.
 */
import { implementer } from "../components/index.ts";
import {
  CancelledError,
  type Coroutine,
  type Deferred,
  DeferredLock,
  Failure,
  FirstError,
  gatherResults,
  inlineCallbacks,
  succeed,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { drainAll } from "./drain-all.ts";
import { ServiceTreeError } from "./errors.ts";
import {
  type DrainOptions,
  IDrainableService,
  type IService,
  IServiceCollection,
} from "./interfaces.ts";
import { Service } from "./service.ts";
import { lifeOf, type StartStep } from "./service-life.ts";
import { servicePath } from "./service-path.ts";
import { Waiters } from "./waiters.ts";

const log = new Logger({ namespace: "torsion.application" });

export interface MultiServiceOptions {
  /**
   * Each service begins its start, privileged or not, when the one before it has started, and its stop when the
   * one behind it has stopped: each may rely on those before it. By default they do not wait for each other (E6).
   */
  readonly oneByOne?: boolean;
  /** Those that it has from the beginning, in this order, with their names. None of them has a parent, or runs. */
  readonly services?: Readonly<Record<string, IService>>;
}

/** From one stop to the next. */
interface Epoch {
  /** Why it is over, once it is. */
  end: Error | null;
}

/** A service from when it is added to when it is removed: one that comes back is another member. */
interface Member {
  readonly service: IService;
}

export class MultiService extends Service implements IServiceCollection, IDrainableService {
  static {
    implementer(IServiceCollection, IDrainableService)(this);
  }
  readonly #oneByOne: boolean;
  readonly #members: Member[] = [];
  /** A new one with every stop and every start that fails: those who waited see that theirs is over. */
  #epoch: Epoch = { end: null };
  /** The stages of a start, one at a time; where it goes one by one, also the starts of those that come later. */
  readonly #turns = new DeferredLock();
  #stopping = false;
  #stopCall: Deferred<void> | null = null;
  #hurried = false;
  readonly #stopped = new Waiters<void>();

  /** Throws `ServiceTreeError` for a service that has a parent already. */
  constructor({ oneByOne = false, services = {} }: MultiServiceOptions = {}) {
    super();
    this.#oneByOne = oneByOne;
    for (const [name, service] of Object.entries(services)) {
      if (service.parent !== null)
        throw new ServiceTreeError(`${servicePath(service)} has a parent already`);
      service.setName(name);
      service.setServiceParent(this);
    }
  }

  [Symbol.iterator](): IterableIterator<IService> {
    return this.#members.map(({ service }) => service).values();
  }

  getServiceNamed(name: string): IService {
    const found = this.#members.find(({ service }) => service.name === name);
    if (found !== undefined) return found.service;
    throw new ServiceTreeError(`${servicePath(this)} has no service named ${name}`);
  }

  /**
   * If this runs, the service is started: at once, or one by one after those before it. If it fails, it is
   * stopped, and stays; the others go on.
   */
  addService(service: IService): Deferred<void> {
    const { name } = service;
    if (this.#members.some((other) => other.service === service))
      throw new ServiceTreeError(`${servicePath(service)} has been added already`);
    if (name !== null && this.#members.some((other) => other.service.name === name))
      throw new ServiceTreeError(`${servicePath(this)} has a service named ${name} already`);
    const member = { service };
    this.#members.push(member);
    if (!this.running) return succeed(undefined);
    const epoch = this.#epoch;
    return inlineCallbacks(() => this.#startLate(member, epoch));
  }

  /** The service is stopped, whatever it is doing, if this runs or it was begun. */
  removeService(service: IService): Deferred<void> {
    const index = this.#members.findIndex((member) => member.service === service);
    if (index < 0)
      throw new ServiceTreeError(`${servicePath(this)} does not have ${servicePath(service)}`);
    this.#members.splice(index, 1);
    const life = lifeOf(service);
    return this.running || life.begun ? life.stop() : succeed(undefined);
  }

  /** As {@link MultiService.startService} in all, except that nothing runs when it is done. */
  override privilegedStartService(): Deferred<void> {
    return this.#start("privilegedStartService");
  }

  /**
   * Fires when each service has started, after a stop or a privileged start that is under way.
   *
   * If one fails, no more are begun, those that were are stopped in order, and then this fails with the first
   * `ServiceStartError`. The same where it is cancelled, or `stopService` is called before it is done: then it
   * fails with a `CancelledError`.
   */
  override startService(): Deferred<void> {
    super.startService();
    return this.#start("startService");
  }

  /**
   * Fires when each service has stopped, however it did, and what was being started as well. Every failure is logged;
   * the first in the order of stopping is the `ServiceStopError` that this fails with. What was never begun is not
   * stopped. Cancelling it cancels what it waits for.
   */
  override stopService(): Deferred<void> {
    return this.#end(new CancelledError(`${servicePath(this)} was stopped`));
  }

  #start(step: StartStep): Deferred<void> {
    const [members, epoch] = [[...this.#members], this.#epoch];
    return inlineCallbacks(() => this.#startAll(members, step, epoch));
  }

  *#startAll(members: readonly Member[], step: StartStep, epoch: Epoch): Coroutine<void> {
    let itsTurn = false;
    try {
      yield* this.#turns.acquire();
      itsTurn = true;
      yield* this.#whenStopped();
      yield* this.#startEach(members, step, epoch);
      if (epoch.end !== null) throw epoch.end;
    } catch (thrown) {
      const error = thrown as Error;
      if (epoch.end === null) this.#end(error).addErrback(() => {});
      if (this.#stopping && this.parent === null)
        log.info("stopping what has started, since {reason}", { reason: error.message });
      // Whatever becomes of that has been logged. Cancelling it again does not hurry the stop.
      while (this.#stopping) yield* this.#stopped.wait().addErrback(() => {});
      throw error;
    } finally {
      if (itsTurn) this.#turns.release();
    }
  }

  *#startEach(members: readonly Member[], step: StartStep, epoch: Epoch): Coroutine<void> {
    const begun: Deferred<boolean>[] = [];
    for (const member of members) {
      if (epoch.end !== null) throw epoch.end;
      // It may have been taken out in the meantime.
      if (!this.#members.includes(member)) continue;
      const started = lifeOf(member.service).start(step);
      if (this.#oneByOne) yield* started;
      else begun.push(started);
      if (started.result instanceof Failure) break;
    }
    yield* gatherResults(begun, { consumeErrors: true }).addErrback(({ value }) => {
      throw value instanceof FirstError ? value.cause : value;
    });
  }

  *#startLate(member: Member, epoch: Epoch): Coroutine<void> {
    const life = lifeOf(member.service);
    /** It may have been taken out, or all of us stopped, in the meantime. */
    const wanted = (): boolean => epoch.end === null && this.#members.includes(member);
    try {
      if (this.#oneByOne) yield* this.#turns.acquire();
      try {
        yield* this.#whenStopped();
        for (const step of ["privilegedStartService", "startService"] as const)
          if (wanted()) yield* life.start(step);
      } finally {
        if (this.#oneByOne) this.#turns.release();
      }
    } catch (error) {
      if (wanted()) yield* life.stop().addErrback(() => {});
      throw error;
    }
  }

  /** The epoch is over for this reason: stop what was begun in it. */
  #end(reason: Error): Deferred<void> {
    super.stopService();
    this.#epoch.end = reason;
    this.#epoch = { end: null };
    const stopped = this.#stopped.wait(() => {
      this.#hurried = true;
      this.#stopCall?.cancel();
    });
    if (!this.#stopping) this.#stop();
    return stopped;
  }

  #stop(): void {
    const members = [...this.#members].reverse();
    this.#stopping = true;
    this.#hurried = false;
    for (const { service } of members) lifeOf(service).callOff();
    this.#stopCall = inlineCallbacks(() => this.#stopEach(members));
    this.#stopCall.addBoth((result) => {
      this.#stopping = false;
      this.#stopCall = null;
      this.#stopped.callback(result);
    });
  }

  /** All of them that can be drained, at the same time. What goes wrong is logged; the others are drained all the same. */
  drainService(options: DrainOptions = {}): Deferred<void> {
    return drainAll(this, options);
  }

  *#stopEach(members: readonly Member[]): Coroutine<void> {
    let first: unknown = null;
    const together = this.#oneByOne ? [] : members.map(({ service }) => lifeOf(service).stop());
    for (const [index, member] of members.entries()) {
      // Who took it out in the meantime waits for its end.
      if (this.#oneByOne && !this.#members.includes(member)) continue;
      const stopped = together[index] ?? lifeOf(member.service).stop();
      if (this.#hurried) stopped.cancel();
      try {
        yield* stopped;
      } catch (error) {
        if (!(error instanceof CancelledError)) first ??= error;
      }
    }
    if (first !== null) throw first;
  }

  /** Fires when no stop is under way, however that went. */
  #whenStopped(): Deferred<void> {
    if (!this.#stopping) return succeed(undefined);
    return this.#stopped.wait().addErrback((failure) => {
      if (failure.check(CancelledError)) throw failure.value;
    });
  }
}
