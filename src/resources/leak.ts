/**
 * Which of the things that are alive at the end have been left behind.
 *
 * Rules: one line of the program is one leak, told by the most telling of what it made (an attempt, not the time limit
 * of the attempt), and is none where that is no leak; a Deferred counts where somebody waits for it and a line of the
 * program made it, since those of the package's own making belong to something else that counts; what crashed with its
 * host is gone; on simulated time what is closing has been dealt with.
 */
import type { Entry } from "./registry.ts";
import type { Resource, ResourceKind } from "./resource.ts";

export interface LeakOptions {
  /** Do unfired Deferreds count that somebody waits for? `true` by default. */
  readonly deferreds?: boolean;
  /** Does what is alive on simulated hosts count? `true` by default. */
  readonly simulated?: boolean;
  /** What is no leak. */
  readonly except?: (resource: Resource) => boolean;
}

/** Something left behind, … */
export interface Leak extends Resource {
  /** … with what else the same line has made. */
  readonly also: readonly Resource[];
}

/** The most telling first. */
const KINDS: readonly ResourceKind[] = [
  "running reactor",
  "listening port",
  "UDP port",
  "connection",
  "connecting attempt",
  "child process",
  "thread call",
  "watched descriptor",
  "looping call",
  "cooperative task",
  "delayed call",
  "Deferred",
];

export function leaksAmong(entries: readonly Entry[], options: LeakOptions): Leak[] {
  const byLine = new Map<unknown, Entry[]>();
  for (const entry of entries) {
    const line = entry.origin.place ?? entry;
    byLine.set(line, [...(byLine.get(line) ?? []), entry]);
  }
  return [...byLine.values()].flatMap((ofLine) => leaksOfLine(ofLine, options));
}

/** A line in a loop may make two connections: each of the most telling kind is a leak. */
function leaksOfLine(entries: readonly Entry[], options: LeakOptions): Leak[] {
  const kind = KINDS.find((each) => entries.some(({ type }) => type.kind === each));
  const leaks = entries.filter((entry) => entry.type.kind === kind && counts(entry, options));
  const also = entries.filter(({ type }) => type.kind !== kind).map(({ resource }) => resource);
  return leaks.map(({ resource }, n) => ({ ...resource, also: n === 0 ? also : [] }));
}

function counts(
  entry: Entry,
  { deferreds = true, simulated = true, except = () => false }: LeakOptions,
): boolean {
  const { type, origin, owner } = entry;
  if (type.harmless) return false;
  if (owner?.host !== undefined && (entry.isClosing || !simulated)) return false;
  if (type.kind === "Deferred" && !(deferreds && (!origin.known || origin.own.length > 0)))
    return false;
  return !except(entry.resource);
}

/** End them, and what the same lines have made, the most telling first: a loop, and then no call of it is left. */
export function endAll(leaks: readonly Leak[]): void {
  const all: Resource[] = leaks.flatMap((leak) => [leak, ...leak.also]);
  const weight = ({ kind }: Resource): number => KINDS.indexOf(kind);
  for (const resource of all.sort((a, b) => weight(a) - weight(b))) resource.end();
}
