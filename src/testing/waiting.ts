/**
 * Waiting on time: what an idle program waits for, and when that would happen.
 *
 * Rule: what has a time is told in that order, what waits for somebody comes after, and there is a limit to all of it.
 */
import { ownerOf, type Resource, type Tracked } from "../resources/index.ts";
import type { IReactorTime } from "../time/index.ts";

/** Something that is to happen, or that somebody waits for. */
export interface Pending {
  readonly what: string;
  /** From now; `null` where there is no time by which it happens. */
  readonly secondsLeft: number | null;
  /** The line of the program that made it, as `file:line:column`, where that is known. */
  readonly place: string | null;
  readonly host: string | null;
}

export interface WaitingOptions {
  /** What has been made since somebody began to track; see `trackResources`. */
  readonly tracked?: Tracked | undefined;
  /** Reactors and `Clock`s whose delayed calls are wanted though they were made before. */
  readonly clocks?: readonly IReactorTime[];
  /** A `MemoryNetwork`: when does the next thing happen on it, a packet's arrival say? */
  readonly network?: { now(): number; nextAt(): number };
  /** How many things to tell of. 10 by default. */
  readonly limit?: number;
}

/** Only something from outside, or the program, ends these; nobody waits for them. */
const OPEN: ReadonlySet<Resource["kind"]> = new Set([
  "connection",
  "listening port",
  "UDP port",
  "watched descriptor",
  "running reactor",
]);

/** What is to happen, the soonest first; then what has no time. Without ports and connections: they only exist. */
export function whatIsPending({ tracked, clocks = [] }: WaitingOptions): Pending[] {
  const live = (tracked?.entries() ?? [])
    .filter(({ resource, origin }) => {
      // What follows a promise was made by us, for the program's own wait.
      const isOurs = resource.kind === "Deferred" && origin.known && resource.place === null;
      return !OPEN.has(resource.kind) && !isOurs;
    })
    .map(({ resource }) => resource);
  const known = new Set<object>(live.map(({ thing }) => thing));
  const others = clocks.flatMap((clock) =>
    clock
      .getDelayedCalls()
      .filter((call) => !known.has(call))
      .map((call): Pending => {
        const owner = ownerOf(clock);
        return {
          what: String(call),
          secondsLeft: call.getTime() - clock.seconds(),
          place: null,
          host: owner?.host?.name ?? owner?.name ?? null,
        };
      }),
  );
  const all = [
    ...live.map(({ description: what, secondsLeft, place, host }): Pending => {
      return { what, secondsLeft, place, host };
    }),
    ...others,
  ];
  return all.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : Number(timeOf(a) > timeOf(b))));
}

/**
 * Lines of text: `nothing happens for 12.5 s; then: delayed call of poll, made at /app/chat.ts:10:5`, and what else is
 * waited for.
 */
export function describeWaiting(options: WaitingOptions): string {
  const { network, limit = 10 } = options;
  const pending = toldOnce(whatIsPending(options));
  const lines = pending.slice(0, limit).map((each) => `  ${when(each)}: ${shown(each)}`);
  if (pending.length > limit) lines.push(`  … and ${pending.length - limit} more`);
  return [firstLine(pending[0], network), ...lines].join("\n");
}

/** Of what one line made, what has a time says it all: a Deferred that waits for it goes without saying. */
function toldOnce(pending: readonly Pending[]): Pending[] {
  const timed = new Set(
    pending.filter((each) => each.secondsLeft !== null).map(({ place }) => place),
  );
  const told = new Set<string>();
  return pending.filter((each) => {
    if (each.secondsLeft !== null || each.place === null) return true;
    const text = shown(each);
    if (told.has(text) || timed.has(each.place)) return false;
    told.add(text);
    return true;
  });
}

function firstLine(first: Pending | undefined, network: WaitingOptions["network"]): string {
  const due = first?.secondsLeft ?? Number.POSITIVE_INFINITY;
  const next = network === undefined ? due : Math.max(0, network.nextAt() - network.now());
  if (next < due) return `something is under way on the network for ${seconds(next)} more`;
  if (first === undefined) return "no timer, connection or Deferred is waited for";
  if (due === Number.POSITIVE_INFINITY)
    return "nothing happens by itself; these wait for somebody:";
  return `nothing happens for ${seconds(Math.max(0, due))}; then: ${shown(first)}`;
}

function shown({ what, place, host }: Pending): string {
  return `${what}${host === null ? "" : ` on ${host}`}${place === null ? "" : `, made at ${place}`}`;
}

function when({ secondsLeft }: Pending): string {
  return secondsLeft === null ? "when somebody acts" : `in ${seconds(Math.max(0, secondsLeft))}`;
}

function seconds(value: number): string {
  return `${Number(value.toFixed(3))} s`;
}

function timeOf({ secondsLeft }: Pending): number {
  return secondsLeft ?? Number.POSITIVE_INFINITY;
}
