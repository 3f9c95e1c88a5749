/**
 * Is anybody tracking what is alive?
 *
 * Rule: while nobody does, whoever makes something asks one question, `tracking !== null`, and remembers nothing.
 */
import { type Leak, type LeakOptions, leaksAmong } from "./leak.ts";
import { type Entry, Registry } from "./registry.ts";
import type { Resource, ResourceOwner } from "./resource.ts";

/** What to tell of what is made; `null` while nobody wants to know. */
export let tracking: Registry | null = null;

export interface TrackOptions {
  /** Keep the stacks of what is made (the default); without, nothing has a place, and it takes a fifth of the time. */
  readonly stacks?: boolean;
}

const trackers = new Set<{ readonly stacks: boolean }>();
const listeners: (() => void)[] = [];

/** Call `changed` whenever tracking begins or ends: for what keeps a flag of its own. */
export function onTracking(changed: () => void): void {
  listeners.push(changed);
}

function changed(): void {
  if (trackers.size === 0) tracking = null;
  else {
    tracking ??= new Registry();
    tracking.stacks = [...trackers].some(({ stacks }) => stacks);
  }
  for (const listener of listeners) listener();
}

/** What has been made since {@link trackResources}, in the whole process. */
export class Tracked implements Disposable {
  readonly #options: { readonly stacks: boolean };
  readonly #registry: Registry;
  readonly #from: number;

  /** For {@link trackResources}. */
  constructor(options: { readonly stacks: boolean }, registry: Registry) {
    this.#options = options;
    this.#registry = registry;
    this.#from = registry.next;
  }

  /** What lives of it, in the order in which it was made; unfired Deferreds where somebody waits for them. */
  live(): Resource[] {
    return this.entries().map(({ resource }) => resource);
  }

  /** What of it has been left behind, one for each line of the program; see {@link LeakOptions}. */
  leaks(options: LeakOptions = {}): Leak[] {
    return leaksAmong(this.entries(), options);
  }

  /** For this folder and for waits. */
  entries(): Entry[] {
    return this.#registry.live(this.#from);
  }

  /** How many things were not looked at, since more than 100,000 were alive. */
  get beyond(): number {
    return this.#registry.beyond;
  }

  /** Track no more; may be called again. */
  stop(): void {
    if (trackers.delete(this.#options)) changed();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/**
 * Remember what the program makes from now on, and by which of its lines, until `stop()`: connections and attempts at
 * them, ports, delayed and looping calls, cooperative tasks, Deferreds, children, calls in threads, descriptors.
 *
 * It takes a stack for each, some microseconds; for tests, and to look into a program that does not end.
 */
export function trackResources({ stacks = true }: TrackOptions = {}): Tracked {
  const options = { stacks };
  trackers.add(options);
  changed();
  return new Tracked(options, tracking!);
}

/** Run `run`; what it makes is in consequence of `cause`, which was told to {@link tracking} once. */
export function inConsequenceOf<R>(cause: object, run: () => R): R {
  return tracking === null ? run() : tracking.inside(cause, run, []);
}

/** Run `run`; what it makes is of `owner`, but for what other turns that it takes make. */
export function ownedBy<R>(owner: ResourceOwner, run: () => R): R {
  if (tracking === null) return run();
  const before = tracking.turnOf;
  tracking.turnOf = owner;
  try {
    return run();
  } finally {
    if (tracking !== null) tracking.turnOf = before;
  }
}
