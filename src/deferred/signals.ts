/**
 * Where Deferreds and AbortSignals meet.
 *
 * However many Deferreds hang on a signal, it has one listener of ours; and none once they are over.
 * A signal may live as long as the program does.
 */
import { cancelAll } from "./cancel-all.ts";
import type { Deferred } from "./deferred.ts";

/** The Deferreds that an abort of a signal cancels, in the order in which they came. */
class Cancellations {
  readonly #signal: AbortSignal;
  readonly #deferreds = new Set<Deferred<unknown>>();
  readonly #abort = (): void => {
    const deferreds = [...this.#deferreds];
    this.#deferreds.clear();
    cancelAll(deferreds);
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(deferred: Deferred<unknown>): void {
    this.#deferreds.add(deferred);
    if (this.#deferreds.size === 1)
      this.#signal.addEventListener("abort", this.#abort, { once: true });
  }

  delete(deferred: Deferred<unknown>): void {
    if (this.#deferreds.delete(deferred) && this.#deferreds.size === 0)
      this.#signal.removeEventListener("abort", this.#abort);
  }
}

const cancellations = new WeakMap<AbortSignal, Cancellations>();

function cancellationsOf(signal: AbortSignal): Cancellations {
  let found = cancellations.get(signal);
  if (found === undefined) {
    found = new Cancellations(signal);
    cancellations.set(signal, found);
  }
  return found;
}

/**
 * Aborting `signal` cancels `deferred`, until that has its result. Gives `deferred`.
 *
 * A signal that is aborted already cancels it at once. What a canceller throws is logged: from a
 * listener it would end the process.
 */
export function withSignal<T>(deferred: Deferred<T>, signal: AbortSignal | undefined): Deferred<T> {
  if (signal === undefined) return deferred;
  if (signal.aborted) {
    cancelAll([deferred]);
    return deferred;
  }
  const waiting = cancellationsOf(signal);
  waiting.add(deferred);
  return deferred.addBoth((result): T => {
    waiting.delete(deferred);
    return result as T;
  });
}

/**
 * A signal for work that belongs to `deferred`, such as a `fetch`: aborted when the Deferred is
 */
export function signalFor(deferred: Deferred<unknown>): AbortSignal {
  const abort = new AbortController();
  deferred.addErrback((failure) => {
    abort.abort(failure.value);
    return failure as never;
  });
  return abort.signal;
}
