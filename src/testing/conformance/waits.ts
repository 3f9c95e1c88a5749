/** How a case waits: it lets time pass until something is so, and gives up after a limit. */
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import type { IReactorTime } from "../../net/index.ts";
import { ConformanceError } from "./errors.ts";

export class Waits {
  readonly #clock: Pick<IReactorTime, "seconds">;
  readonly #pass: () => Awaitable<void>;
  readonly #limitSeconds: number;

  /**
   * @param pass lets a little time pass.
   * @param limitSeconds how long any wait may take, on `clock`.
   */
  constructor(
    clock: Pick<IReactorTime, "seconds">,
    pass: () => Awaitable<void>,
    limitSeconds: number,
  ) {
    this.#clock = clock;
    this.#pass = pass;
    this.#limitSeconds = limitSeconds;
  }

  /** Let time pass until `holds`. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const limit = this.#clock.seconds() + this.#limitSeconds;
    while (!holds()) {
      if (this.#clock.seconds() > limit) throw new ConformanceError(`waited in vain until ${what}`);
      await this.#pass();
    }
  }

  /** Let some time pass in which something might happen that must not. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await this.#pass();
  }

  /** The result of a Deferred, as time passes. */
  async result<T>(deferred: Deferred<T>): Promise<T> {
    let done = false;
    deferred.then(
      () => {
        done = true;
      },
      () => {
        done = true;
      },
    );
    await this.until("a Deferred has fired", () => done);
    return await deferred;
  }

  /** What a Deferred fails with. */
  async failure(deferred: Deferred<unknown>): Promise<Error> {
    const outcome = await this.result(deferred).then(
      () => null,
      (thrown: Error) => thrown,
    );
    if (outcome === null) throw new ConformanceError("it did not fail");
    return outcome;
  }
}
