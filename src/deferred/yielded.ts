/**
 * What `yield*` goes through for one wait: where it must wait it yields the Deferred, and its value is the answer.
 *
 * A generator that says `yield this` would do the same, but there is one of these for every wait, and a
 * generator costs more than all the rest of it. Each is its own iterator result for that reason.
 */

/** For a result that is not here yet. */
export class Yielded<D, T> implements Iterator<D, T, unknown> {
  value: D | T;
  done = false;
  #asked = false;

  constructor(deferred: D) {
    this.value = deferred;
  }

  next(answer: unknown): IteratorResult<D, T> {
    if (this.#asked) return this.return(answer as T);
    this.#asked = true;
    return this as IteratorResult<D, T>;
  }

  throw(thrown: unknown): never {
    throw thrown;
  }

  return(value: T): IteratorResult<D, T> {
    this.value = value;
    this.done = true;
    return this as IteratorResult<D, T>;
  }
}

/** For a value that is here: nothing is yielded, and the generator goes straight on. */
export class AtOnce<T> implements Iterator<never, T, unknown> {
  readonly done = true;
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }

  next(): IteratorReturnResult<T> {
    return this;
  }
}

/** For an error that is here. */
export class ThrownAtOnce implements Iterator<never, never, unknown> {
  readonly #thrown: unknown;

  constructor(thrown: unknown) {
    this.#thrown = thrown;
  }

  next(): never {
    throw this.#thrown;
  }
}
