/** The service to extend: a name, a place in the tree, and whether it runs. */
import { implementer } from "../components/index.ts";
import { type Awaitable, type Deferred, DeferredList, maybeDeferred } from "../deferred/index.ts";
import { ServiceRunningError, ServiceTreeError } from "./errors.ts";
import { IService, IServiceCollection } from "./interfaces.ts";
import { servicePath } from "./service-path.ts";

/**
 * A part of a program. Subclasses override `startService` and `stopService`, which may be `async`,
 * and call `super`'s first.
 */
export class Service implements IService {
  static {
    implementer(IService)(this);
  }
  #name: string | null = null;
  #running = false;
  #parent: IServiceCollection | null = null;

  get name(): string | null {
    return this.#name;
  }

  get running(): boolean {
    return this.#running;
  }

  get parent(): IServiceCollection | null {
    return this.#parent;
  }

  setName(name: string): void {
    if (this.#parent !== null)
      throw new ServiceTreeError(`${servicePath(this)} has a parent: its name cannot change`);
    this.#name = name;
  }

  /** `parent` may be anything that can be adapted to `IServiceCollection`. */
  setServiceParent(parent: IServiceCollection): Deferred<void> {
    const collection = IServiceCollection(parent);
    this.#checkFits(collection);
    const left = this.#parent === null ? [] : [this.disownServiceParent()];
    this.#parent = collection;
    const joined = maybeDeferred(() => collection.addService(this));
    return new DeferredList([...left, joined], { consumeErrors: true }).addCallback((results) => {
      // Failing to start comes before failing to stop, which has been logged where it happened.
      for (const result of results.reverse()) if (!result.success) throw result.failure;
    });
  }

  disownServiceParent(): Deferred<void> {
    const parent = this.#parent;
    if (parent === null) throw new ServiceTreeError(`${servicePath(this)} has no parent`);
    const left = maybeDeferred(() => parent.removeService(this));
    this.#parent = null;
    return left;
  }

  privilegedStartService(): Awaitable<void> {}

  /** Throws `ServiceRunningError` if it runs. */
  startService(): Awaitable<void> {
    if (this.#running) throw new ServiceRunningError(`${servicePath(this)} runs already`);
    this.#running = true;
  }

  stopService(): Awaitable<void> {
    this.#running = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopService();
  }

  toString(): string {
    return `<${this.constructor.name} ${servicePath(this)}>`;
  }

  /** Before anything is changed, so that a mistake leaves the tree as it was. */
  #checkFits(collection: IServiceCollection): void {
    for (let at: unknown = collection; IService.providedBy(at); at = at.parent)
      if (at === this) throw new ServiceTreeError(`${servicePath(this)} would be its own ancestor`);
    if (this.#name === null || collection === this.#parent) return;
    for (const { name } of collection)
      if (name === this.#name)
        throw new ServiceTreeError(`there is a service named ${name} in it already`);
  }
}
