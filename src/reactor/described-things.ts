/**
 * What holds for the description of anything: its number, the line that made it, what it says of itself.
 *
 * Rules: numbers are given when something is first described, so that they cost nothing while nobody asks. Nothing that
 * users wrote can make a description fail.
 */
import { type Described, IProtocol, ISwitchableTransport, IWrappedProducer } from "../net/index.ts";
import { tracking } from "../resources/index.ts";
import { safeClassOf } from "./user-code.ts";

/** Nobody wraps a protocol so often; a circle is not followed for ever. */
const MOST_WRAPPERS = 16;

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
  if (most === 0) return [];
  let found: T[] = [];
  let last: T | null = null;
  for (const thing of things) {
    if (last !== null && before(thing, last) >= 0) continue;
    found.push(thing);
    if (found.length < 2 * most) continue;
    found = found.sort(before).slice(0, most);
    last = found[most - 1]!;
  }
  return found.sort(before).slice(0, most);
}

/** The `most` first of `things`, as they come. */
export function first<T>(things: Iterable<T>, most: number): T[] {
  const found: T[] = [];
  if (most <= 0) return found;
  for (const thing of things) if (found.push(thing) >= most) break;
  return found;
}

/** So many are described without a pause. */
const AT_ONCE = 50;

/** What `describe` makes of each of `things`, in steps; `null` leaves one out. */
export function* described<T, D>(
  things: Iterable<T>,
  describe: (thing: T) => D | null,
): Generator<void, D[]> {
  const all: D[] = [];
  let here = 0;
  for (const thing of things) {
    const one = describe(thing);
    if (one !== null) all.push(one);
    here += 1;
    if (here % AT_ONCE === 0) yield;
  }
  return all;
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

/**
 * Does `producer` make what this transport reads: is it this, or one of the wrappers around its protocol, which are
 * transports too? Also behind producers that only hold it back.
 */
export function isStreamOf(transport: object, producer: object): boolean {
  let inner: unknown = producer;
  for (let depth = 0; depth <= MOST_WRAPPERS && IWrappedProducer.providedBy(inner); depth++)
    inner = inner.producer;
  let stream: unknown = transport;
  // A protocol that is a producer of its own is no wrapper, and makes what it likes.
  for (let depth = 0; depth <= MOST_WRAPPERS && isWrapper(stream); depth++) {
    if (stream === inner) return true;
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
