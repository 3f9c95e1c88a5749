/**
 * Names of hosts on `node:dns`, as the host's own resolver knows them (files, DNS, whatever it is configured with).
 *
 * It works in libuv's pool of threads, two lookups at a time unless the pool is made larger, and one that has begun
 * there cannot be taken back. So few are begun at once: those that wait here can be given up. Those who ask the
 * same thing while it is being looked up get the same answer.
 */
import { lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { Deferred, fail } from "../../deferred/index.ts";
import { PlatformError, platformError } from "../errors.ts";
import type { NamesPlatform } from "../names-port.ts";

const AT_ONCE = 8;
/** Different names that may wait for one of those. */
const WAITING = 10_000;

type Addresses = readonly string[];
/** Looks one up: `node:dns`, except in tests. */
export type SystemLookup = (
  name: string,
  options: { readonly all: true; readonly verbatim: true; readonly family: 0 | 4 | 6 },
  done: (error: Error | null, addresses?: readonly { readonly address: string }[]) => void,
) => void;

interface Question {
  readonly name: string;
  readonly family: 0 | 4 | 6;
  readonly asking: Set<Deferred<Addresses>>;
}

export function names(
  system: SystemLookup = systemLookup as unknown as SystemLookup,
): NamesPlatform {
  const questions = new Questions(system);
  return {
    lookup(name, family) {
      // The C library would read no further than a NUL: "localhost\0.example" would be localhost.
      if (name === "" || name.includes("\0"))
        return fail(new PlatformError("ENOTFOUND", `${JSON.stringify(name)} is no name`));
      return questions.ask(name, family ?? 0);
    },
    isAddress: (host) => isIP(host) !== 0,
  };
}

class Questions {
  readonly #system: SystemLookup;
  /** All that have no answer yet, in the order in which they came. */
  readonly #open = new Map<string, Question>();
  readonly #waiting = new Set<Question>();
  #begun = 0;

  constructor(system: SystemLookup) {
    this.#system = system;
  }

  ask(name: string, family: 0 | 4 | 6): Deferred<Addresses> {
    const key = `${family} ${name}`;
    let question = this.#open.get(key);
    if (question === undefined) {
      if (this.#waiting.size >= WAITING)
        return fail(new PlatformError("EAI_AGAIN", `${WAITING} names wait to be looked up`));
      question = { name, family, asking: new Set() };
      this.#open.set(key, question);
      this.#waiting.add(question);
    }
    const answer = this.#join(question, key);
    this.#beginNext();
    return answer;
  }

  #join(question: Question, key: string): Deferred<Addresses> {
    const answer = new Deferred<Addresses>(() => {
      question.asking.delete(answer);
      if (question.asking.size === 0 && this.#waiting.delete(question)) this.#open.delete(key);
    });
    question.asking.add(answer);
    return answer;
  }

  #beginNext(): void {
    for (const question of this.#waiting) {
      if (this.#begun >= AT_ONCE) return;
      this.#waiting.delete(question);
      this.#begun += 1;
      this.#begin(question);
    }
  }

  #begin(question: Question): void {
    const { name, family } = question;
    const done = (
      error: Error | null,
      found: readonly { readonly address: string }[] = [],
    ): void => {
      this.#begun -= 1;
      this.#open.delete(`${family} ${name}`);
      const addresses = [...new Set(found.map(({ address }) => address))];
      const failure =
        error ??
        (addresses.length === 0 ? new PlatformError("ENOTFOUND", `${name} has no address`) : null);
      for (const answer of question.asking) {
        if (answer.called) continue;
        if (failure === null) answer.callback(addresses);
        else answer.errback(platformError(failure));
      }
      this.#beginNext();
    };
    try {
      this.#system(name, { all: true, verbatim: true, family }, done);
    } catch (thrown) {
      // A name that Node refuses outright.
      queueMicrotask(() => done(thrown as Error));
    }
  }
}
