/**
 * A service made of services.
 *
 * They start in the order in which they were added and are stopped in the reverse one, without waiting
 * for each other; the whole has started, or stopped, when each of them has (E6). One that fails keeps
 * no other from being started or stopped.
 */
import { implementer } from "../components/index.ts";
import {
  type Awaitable,
  CancelledError,
  Deferred,
  DeferredList,
  maybeDeferred,
  succeed,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { drainAll } from "./drain-all.ts";
import { ServiceStartError, ServiceStopError, ServiceTreeError } from "./errors.ts";
import {
  type DrainOptions,
  IDrainableService,
  type IService,
  IServiceCollection,
} from "./interfaces.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";

const log = new Logger({ namespace: "torsion.application" });

export class MultiService extends Service implements IServiceCollection, IDrainableService {
  static {
    implementer(IServiceCollection, IDrainableService)(this);
  }
  readonly #services: IService[] = [];

  [Symbol.iterator](): IterableIterator<IService> {
    return [...this.#services].values();
  }

  getServiceNamed(name: string): IService {
    const found = this.#services.find((service) => service.name === name);
    if (found !== undefined) return found;
    throw new ServiceTreeError(`${servicePath(this)} has no service named ${name}`);
  }

  addService(service: IService): Deferred<void> {
    const { name } = service;
    if (this.#services.includes(service))
      throw new ServiceTreeError(`${servicePath(service)} has been added already`);
    if (name !== null && this.#services.some((other) => other.name === name))
      throw new ServiceTreeError(`${servicePath(this)} has a service named ${name} already`);
    this.#services.push(service);
    if (!this.running) return succeed(undefined);
    return starting(service, () =>
      maybeDeferred(() => service.privilegedStartService()).addCallback(() => {
        // It may have been taken out, or all of us stopped, in the meantime.
        const stillWanted = this.running && this.#services.includes(service);
        return stillWanted ? service.startService() : undefined;
      }),
    );
  }

  removeService(service: IService): Deferred<void> {
    const index = this.#services.indexOf(service);
    if (index < 0)
      throw new ServiceTreeError(`${servicePath(this)} does not have ${servicePath(service)}`);
    this.#services.splice(index, 1);
    return this.running ? stopping(service) : succeed(undefined);
  }

  /** Fails with a `ServiceStartError`, as {@link MultiService.startService} does. */
  override privilegedStartService(): Deferred<void> {
    return this.#startAll((service) => service.privilegedStartService());
  }

  /**
   * Fires when each service has started. Fails with the first `ServiceStartError`, as soon as there is
   * one; those that come later are logged. What has started is not stopped: call `stopService`.
   */
  override startService(): Deferred<void> {
    super.startService();
    return this.#startAll((service) => service.startService());
  }

  /**
   * Fires when each service has stopped, however it did; every failure is logged, and the first in the
   * order of stopping is the `ServiceStopError` that this fails with.
   */
  override stopService(): Deferred<void> {
    super.stopService();
    const stopped = [...this.#services].reverse().map(stopping);
    return new DeferredList(stopped, { consumeErrors: true }).addCallback((results) => {
      for (const result of results) if (!result.success) throw result.failure;
    });
  }

  /** All of them that can be drained, at the same time. What goes wrong is logged; the others are drained all the same. */
  drainService(options: DrainOptions = {}): Deferred<void> {
    return drainAll(this.#services, options);
  }

  #startAll(start: (service: IService) => Awaitable<void>): Deferred<void> {
    const members = [...this.#services].map((service) => starting(service, () => start(service)));
    const all = new Deferred<void>(() => {
      for (const member of members) member.cancel();
    });
    let missing = members.length;
    const oneHasStarted = (): void => {
      missing -= 1;
      if (missing === 0 && !all.called) all.callback(undefined);
    };
    for (const member of members)
      member.addCallbacks(oneHasStarted, (failure) => {
        if (!all.called) all.errback(failure);
        else if (!(failure.value.cause instanceof CancelledError))
          log.failure("after another one, {path} has failed to start", failure, {
            path: failure.value instanceof ServiceStartError ? failure.value.path : "a service",
          });
      });
    if (members.length === 0) all.callback(undefined);
    return all;
  }
}

/** What `start` gives; its failure says which service it was. */
function starting(service: IService, start: () => Awaitable<void>): Deferred<void> {
  const path = servicePath(service);
  return maybeDeferred(start).addErrback(({ value }) => {
    throw value instanceof ServiceStartError ? value : new ServiceStartError(path, value);
  });
}

/** The same for the end; the failure is logged where it is first known whose it is. */
function stopping(service: IService): Deferred<void> {
  const path = servicePath(service);
  return maybeDeferred(() => service.stopService()).addErrback(({ value }) => {
    if (value instanceof ServiceStopError) throw value;
    log.failure("{path} has not stopped in order", value, { path });
    throw new ServiceStopError(path, value);
  });
}
