/** A promise that looks at where a chain stands; the chain keeps its result. */
import { Failure } from "./failure.ts";
import type { Listener } from "./step.ts";

/** A promise of what the chain stands at, for which `tell` gets the listener. */
export function promised<T>(tell: (listener: Listener) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    tell(new PromiseObserver(resolve as (value: unknown) => void, reject));
  });
}

export class PromiseObserver implements Listener {
  readonly looks = true;
  readonly left: undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  told(result: unknown): null {
    if (result instanceof Failure) this.#reject(result.thrown);
    else this.#resolve(result);
    return null;
  }
}
