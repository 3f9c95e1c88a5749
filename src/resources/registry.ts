/**
 * All that was made while somebody tracks resources, with where it was made.
 *
 * Rules: nothing needs to say that it has ended, since each is asked whether it lives; what has ended is let go when
 * there is twice as much as lived the last time. No more than `LIMIT` are kept; those beyond are counted.
 */
import { Origin, stackHere } from "./call-site.ts";
import type { Resource, ResourceOwner, ResourceType } from "./resource.ts";

const LIMIT = 100_000;
const FIRST_SWEEP = 256;

/** For this folder: a thing, and what is known of it. */
export class Entry<T extends object = object> {
  readonly number: number;
  readonly thing: T;
  readonly type: ResourceType<T>;
  readonly origin: Origin;
  readonly owner: ResourceOwner | null;

  constructor(
    number: number,
    thing: T,
    type: ResourceType<T>,
    origin: Origin,
    owner: ResourceOwner | null,
  ) {
    this.number = number;
    this.thing = thing;
    this.type = type;
    this.origin = origin;
    this.owner = owner;
  }

  get isLive(): boolean {
    return this.owner?.host?.isUp() !== false && this.type.isLive(this.thing);
  }

  get isClosing(): boolean {
    return this.type.isClosing?.(this.thing) ?? false;
  }

  get resource(): Resource {
    const { thing, type, origin, owner } = this;
    return {
      thing,
      kind: type.kind,
      description: type.describe(thing),
      place: origin.place,
      frames: origin.frames,
      owner,
      host: owner?.host?.name ?? owner?.name ?? null,
      closing: this.isClosing,
      secondsLeft: type.secondsLeft?.(thing) ?? null,
      end: () => {
        if (this.isLive) type.end?.(thing);
      },
    };
  }
}

export class Registry {
  /** Of the reactor whose turn it is. */
  turnOf: ResourceOwner | null = null;
  stacks = true;
  #entries: Entry<never>[] = [];
  #sweepAt = FIRST_SWEEP;
  #next = 0;
  #beyond = 0;
  #cause: Origin | null = null;
  readonly #origins = new WeakMap<object, Origin>();

  /** What number the next thing gets. */
  get next(): number {
    return this.#next;
  }

  /** How many were not kept, being beyond the limit. */
  get beyond(): number {
    return this.#beyond;
  }

  /** `thing` is there from now on; may be said again of one that has ended and begins anew. */
  began<T extends object>(thing: T, type: ResourceType<T>): void {
    if (this.#entries.length >= this.#sweepAt) this.#sweep();
    if (this.#entries.length >= LIMIT) {
      this.#beyond += 1;
      return;
    }
    const here = this.stacks ? stackHere() : null;
    // Deferreds are many and cause nothing: it is callbacks that do, and those have lines of their own.
    const causes = type.kind !== "Deferred";
    const origin = new Origin(here, (causes && this.#origins.get(thing)) || this.#cause);
    if (causes) this.#origins.set(thing, origin);
    const owner = type.owner ?? this.turnOf;
    this.#entries.push(new Entry(this.#next++, thing, type, origin, owner) as Entry<never>);
  }

  /** What `run` makes is in consequence of `cause`, unless the program's own lines say better. */
  inside<A extends unknown[], R>(cause: object, run: (...args: A) => R, args: A): R {
    const before = this.#cause;
    this.#cause = this.#origins.get(cause) ?? null;
    try {
      return run(...args);
    } finally {
      this.#cause = before;
    }
  }

  /** Where `thing` was made, as `file:line:column`; `null` where that is not known. */
  placeOf(thing: object): string | null {
    return this.#origins.get(thing)?.place ?? null;
  }

  /** Those that live, of those with this number and later ones; in the order in which they were made. */
  live(from: number): Entry[] {
    return (this.#entries as unknown as Entry[]).filter(
      (entry) => entry.number >= from && entry.isLive,
    );
  }

  #sweep(): void {
    this.#entries = this.#entries.filter((entry) => entry.isLive);
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#entries.length * 2);
  }
}
