/**
 * What holds for the description of anything: its number, the line that made it, what it says of itself.
 *
 * Rules: numbers are given when something is first described, so that they cost nothing while nobody asks. Nothing that
 * users wrote can make a description fail.
 */
import {
  type Described,
  type Figures,
  IFigures,
  IProtocol,
  ISwitchableTransport,
} from "../net/index.ts";
import { tracking } from "../resources/index.ts";
import { classOf } from "./user-code.ts";

/** Nobody wraps a protocol so often; a circle is not followed for ever. */
const MOST_WRAPPERS = 16;
/** What is shown of a text that users wrote. */
const LONGEST_TEXT = 200;
const MOST_FIGURES = 20;

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

function isWrapper(thing: unknown): thing is ISwitchableTransport {
  try {
    return ISwitchableTransport.providedBy(thing) && IProtocol.providedBy(thing.protocol);
  } catch {
    return false;
  }
}

export function safeClassOf(object: object): string {
  try {
    return cut(classOf(object));
  } catch {
    return "an object that throws";
  }
}

/** What `thing` says of itself, made safe; `null` where it says nothing. */
export function figuresOf(thing: unknown): Figures | null {
  try {
    if (!IFigures.providedBy(thing)) return null;
    const told = Object.entries(thing.figures()).slice(0, MOST_FIGURES);
    return Object.fromEntries(told.map(([name, value]) => [cut(name), figure(value)]));
  } catch (thrown) {
    return { error: cut(messageOf(thrown)) };
  }
}

function figure(value: unknown): Figures[string] {
  if (value === null || typeof value === "boolean") return value;
  // JSON knows no others.
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return cut(String(value));
}

function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "something that has no text";
  }
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
