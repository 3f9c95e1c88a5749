/**
 * What holds for the description of anything: its number, the line that made it, what it says of itself.
 *
 * Rules: numbers are given when something is first described, so that they cost nothing while nobody asks. Nothing that
 * users wrote can make a description fail.
 */
import { type Described, IProtocol, ISwitchableTransport } from "../net/index.ts";
import { tracking } from "../resources/index.ts";
import { classOf } from "./user-code.ts";

/** Nobody wraps a protocol so often; a circle is not followed for ever. */
const MOST_WRAPPERS = 16;
/** Of a class; users may have given it any. */
const LONGEST_NAME = 100;

export class DescribedThings {
  #last = 0;
  readonly #numbers = new WeakMap<object, number>();

  of(thing: object): Described {
    return { id: this.idOf(thing), place: tracking?.placeOf(thing) ?? null };
  }

  idOf(thing: object): number {
    let id = this.#numbers.get(thing);
    if (id === undefined) {
      id = ++this.#last;
      this.#numbers.set(thing, id);
    }
    return id;
  }
}

/** The `most` first of `things` in the order of `before`, those that are equal in the order in which they come. */
export function foremost<T>(
  things: Iterable<T>,
  most: number,
  before: (a: T, b: T) => number,
): T[] {
  if (most === Number.POSITIVE_INFINITY) return [...things].sort(before);
  const first: T[] = [];
  for (const thing of things) {
    if (first.length === most && (most === 0 || before(thing, first[most - 1]!) >= 0)) continue;
    let from = 0;
    let to = first.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (before(thing, first[middle]!) < 0) to = middle;
      else from = middle + 1;
    }
    first.splice(from, 0, thing);
    if (first.length > most) first.pop();
  }
  return first;
}

/** The `most` first of `things`, as they come. */
export function first<T>(things: Iterable<T>, most: number): T[] {
  return foremost(things, most, () => 0);
}

/** The innermost protocol, and what is around it. */
export function unwrapped(protocol: object): { readonly inner: object; readonly around: string[] } {
  const around: string[] = [];
  let inner: unknown = protocol;
  while (around.length < MOST_WRAPPERS && isWrapper(inner)) {
    around.push(safeClassOf(inner));
    inner = inner.protocol;
  }
  return { inner: inner as object, around };
}

/** Is `thing` this transport, or one of the wrappers around its protocol, which are transports too? */
export function isStreamOf(transport: object, thing: object): boolean {
  let stream: unknown = transport;
  for (let depth = 0; depth <= MOST_WRAPPERS; depth++) {
    if (stream === thing) return true;
    if (!isWrapper(stream)) return false;
    stream = stream.protocol;
  }
  return false;
}

function isWrapper(thing: unknown): thing is ISwitchableTransport {
  try {
    return ISwitchableTransport.providedBy(thing) && IProtocol.providedBy(thing.protocol);
  } catch {
    return false;
  }
}

export function safeClassOf(object: object): string {
  try {
    return classOf(object).slice(0, LONGEST_NAME);
  } catch {
    return "an object that throws";
  }
}
