/**
 * What `--inspect` tells of a program, and what `twist inspect` takes for it.
 *
 * Rule: what comes from a peer may be anything; what `readSnapshot` gives has all lists, and is bounded by its line.
 */
import type { ServiceDescription } from "../../application/index.ts";
import type { ReactorDescription } from "../../net/index.ts";
import { InspectError } from "../errors.ts";

/** Of the format; another one has another meaning. */
export const SNAPSHOT_VERSION = 1;

export interface ProgramDescription {
  readonly name: string;
  /** `null` where it has none: on a simulated network without an environment, say. */
  readonly pid: number | null;
  readonly memory: MemoryDescription | null;
}

/** In bytes. */
export interface MemoryDescription {
  /** All that the process has of the machine's memory. */
  readonly resident: number;
  readonly heapUsed: number;
}

export interface Snapshot {
  readonly torsion: typeof SNAPSHOT_VERSION;
  /** On the reactor's clock: the difference between two snapshots is the time between them. */
  readonly seconds: number;
  readonly program: ProgramDescription;
  /** From the root down, each in front of what it holds. */
  readonly services: readonly ServiceDescription[];
  readonly reactor: ReactorDescription;
  /** What features of `twist` tell of themselves, by name: `workers`, say. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const LISTS = [
  "ports",
  "connections",
  "attempts",
  "udpPorts",
  "lookups",
  "delayedCalls",
  "processes",
] as const;

/** Throws `InspectError` for what is no snapshot, with what the peer says is wrong where it does. */
export function readSnapshot(value: unknown): Snapshot {
  const { torsion, error, services, reactor, program, seconds, facts } = Object(value) as Partial<
    Record<string, unknown>
  >;
  if (typeof error === "string") throw new InspectError(`the program says: ${error}`);
  if (torsion === undefined) throw new InspectError("what is there is no inspector of twist");
  if (torsion !== SNAPSHOT_VERSION)
    throw new InspectError(`the program speaks version ${String(torsion)} of what this is 1 of`);
  const described = Object(reactor) as Record<string, unknown>;
  const complete =
    Array.isArray(services) &&
    LISTS.every((list) => Array.isArray(described[list])) &&
    typeof described.counts === "object" &&
    typeof seconds === "number" &&
    typeof program === "object" &&
    program !== null;
  if (!complete)
    throw new InspectError("what is there tells only a part of what an inspector does");
  return { ...(value as Snapshot), facts: Object(facts) as Snapshot["facts"] };
}
