/** What programs of a simulation have begun, and that each of it ends, and once. */
import type { NetworkEvent } from "../../platform/memory/index.ts";
import { OperationError } from "./errors.ts";

interface Operation {
  readonly host: string;
  readonly name: string;
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
    return this.#open.size;
  }

  begin(host: string, name: string): () => void {
    const operation = { host, name };
    let hasEnded = false;
    this.#open.add(operation);
    return () => {
      if (hasEnded) {
        const error = new OperationError(`${name} on ${host} has ended more than once`);
        this.#fail(`ended twice "${name}"`, error);
        return;
      }
      hasEnded = true;
      if (this.#open.delete(operation)) this.#ended += 1;
    };
  }

  /** Where the program is gone, nothing of it can end. */
  see({ kind, text = "", from }: NetworkEvent): void {
    if (kind !== "fault" || !ENDS_PROGRAMS.test(text)) return;
    for (const operation of this.#open) if (operation.host === from) this.#open.delete(operation);
  }

  /** What has not ended. */
  unfinished(): { readonly signature: string; readonly error: Error }[] {
    return [...this.#open].map(({ host, name }) => ({
      signature: `never ended "${name}"`,
      error: new OperationError(`${name} on ${host} has not ended`),
    }));
  }
}

const ENDS_PROGRAMS = /^(?:crash|kill|stop)/;
