/** What programs of a simulation have begun, and that each of it ends, and once. */
import { OperationError } from "./errors.ts";

interface Operation {
  readonly host: string;
  readonly name: string;
  /** Does the program live that began it? Where it is gone, nothing of it can end. */
  readonly isAlive: () => boolean;
}

export class Operations {
  readonly #fail: (signature: string, error: Error) => void;
  readonly #open = new Set<Operation>();
  #ended = 0;

  /** @param fail is told at once of what ends more than once. */
  constructor(fail: (signature: string, error: Error) => void) {
    this.#fail = fail;
  }

  /** How many have ended. */
  get ended(): number {
    return this.#ended;
  }

  /** How many have begun and not ended. */
  get open(): number {
    this.#forgetDead();
    return this.#open.size;
  }

  begin(host: string, name: string, isAlive: () => boolean): () => void {
    const operation = { host, name, isAlive };
    let hasEnded = false;
    this.#open.add(operation);
    return () => {
      if (hasEnded) {
        const error = new OperationError(`${name} on ${host} has ended more than once`);
        this.#fail(`ended twice "${name}"`, error);
        return;
      }
      hasEnded = true;
      if (this.#open.delete(operation) && isAlive()) this.#ended += 1;
    };
  }

  /** What has not ended. */
  unfinished(): { readonly signature: string; readonly error: Error }[] {
    this.#forgetDead();
    return [...this.#open].map(({ host, name }) => ({
      signature: `never ended "${name}"`,
      error: new OperationError(`${name} on ${host} has not ended`),
    }));
  }

  #forgetDead(): void {
    for (const operation of this.#open) if (!operation.isAlive()) this.#open.delete(operation);
  }
}
