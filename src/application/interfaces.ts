/** What a part of a program is that can be started and stopped, and what holds several of them. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Awaitable } from "../deferred/index.ts";

/** A part of a program that is started and stopped. */
export interface IService {
  readonly name: string | null;
  readonly running: boolean;
  readonly parent: IServiceCollection | null;
  /** Throws `ServiceTreeError` once it has a parent (E6). */
  setName(name: string): void;
  /**
   * Move it there, out of where it was and stopped (E7); where the new parent runs, it is started.
   * Waits for both. Throws `ServiceTreeError` for a name that is taken and for a circle.
   */
  setServiceParent(parent: IServiceCollection): Awaitable<void>;
  /** Take it out, stopped if the parent runs. Throws `ServiceTreeError` without a parent. */
  disownServiceParent(): Awaitable<void>;
  /** Before `startService`: what needs the privileges that the process will give up, such as low ports. */
  privilegedStartService(): Awaitable<void>;
  /** Returns, or fires, when the service does its work; fails when it cannot, and is to be stopped then. */
  startService(): Awaitable<void>;
  /**
   * Returns, or fires, when all has ended that the service does. Stopping what is stopped does nothing. It is also
   * called after a start that has failed or is still under way.
   */
  stopService(): Awaitable<void>;
  /** {@link IService.stopService}, at the end of the block of an `await using`. */
  [Symbol.asyncDispose](): PromiseLike<void>;
}
export const IService: Interface<IService> = defineInterface("torsion.IService", [], {
  name: attribute,
  running: attribute,
  parent: attribute,
  setName: method,
  setServiceParent: method,
  disownServiceParent: method,
  privilegedStartService: method,
  startService: method,
  stopService: method,
  [Symbol.asyncDispose]: method,
});

/** What a drain is given. */
export interface DrainOptions {
  /** When it is aborted the time is over: what is still open is closed, after a flush of what was written. */
  readonly signal?: AbortSignal;
}

/** A service that can bring to an end what it has accepted, before it is stopped. */
export interface IDrainableService {
  /**
   * Accept nothing more, at once, and finish what was accepted: returns, or fires, when nothing of that is left. What others
   * need for that goes on: `stopService` comes later. Called on every service of a program at the same time.
   */
  drainService(options?: DrainOptions): Awaitable<unknown>;
}
export const IDrainableService: Interface<IDrainableService> = defineInterface(
  "torsion.IDrainableService",
  [],
  { drainService: method },
);

/** Holds services; they come and go by their own `setServiceParent` and `disownServiceParent`. */
export interface IServiceCollection extends Iterable<IService> {
  /** Throws `ServiceTreeError` where there is none. */
  getServiceNamed(name: string): IService;
  /** For `setServiceParent` alone: takes the service in, and starts it if this runs. */
  addService(service: IService): Awaitable<void>;
  /** For `disownServiceParent` alone: lets the service go, stopped if this runs. */
  removeService(service: IService): Awaitable<void>;
}
export const IServiceCollection: Interface<IServiceCollection> = defineInterface(
  "torsion.IServiceCollection",
  [],
  { [Symbol.iterator]: method, getServiceNamed: method, addService: method, removeService: method },
);
