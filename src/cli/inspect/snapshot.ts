/**
 * What `--inspect` tells of a program, and what `twist inspect` takes for it.
 *
 * Rule: what comes from a peer may be anything; what `readSnapshot` gives can be shown, and is bounded by its line.
 */
import type { ServiceDescription } from "../../application/index.ts";
import type { ReactorDescription } from "../../net/index.ts";
import { InspectError } from "../errors.ts";
import {
  flag,
  listOf,
  number,
  object,
  orNull,
  plain,
  recordOf,
  type Shape,
  text,
  within,
} from "./shape.ts";

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

const thing = (members: Readonly<Record<string, Shape>>): Shape =>
  listOf(object({ id: number, ...members }));
const figures = orNull(recordOf(plain));
const moves = { bytesIn: number, bytesOut: number };

/** What of a snapshot is shown; the rest may be anything. */
const SNAPSHOT: Shape = object({
  seconds: number,
  program: object({
    name: text,
    pid: orNull(number),
    memory: orNull(object({ resident: number, heapUsed: number })),
  }),
  services: listOf(
    object({
      ...{ name: orNull(text), class: text, depth: within(0, 1000) },
      ...{ running: flag, figures },
    }),
  ),
  reactor: object({
    ...{ platform: text, host: orNull(text), state: text, upSeconds: orNull(number) },
    turns: orNull(
      object({
        ...{ count: number, busySeconds: number, longestSeconds: number },
        ...{ over10ms: number, measuredSeconds: number },
      }),
    ),
    counts: object({
      ...{ ports: number, connections: number, attempts: number, udpPorts: number },
      ...{ lookups: number, delayedCalls: number, processes: number },
    }),
    ports: thing({
      ...{ address: text, kind: text, tls: flag, factory: text },
      ...{ state: text, connections: number },
    }),
    connections: thing({
      ...moves,
      ...{ host: text, peer: text, state: text, origin: text, protocol: text, tls: flag },
      ...{ wrappers: listOf(text), figures, ageSeconds: number, bufferedBytes: number },
      ...{ paused: flag, producer: orNull(object({ paused: flag })) },
    }),
    attempts: thing({
      ...{ to: text, tls: flag, factory: text, ageSeconds: number, secondsLeft: number },
    }),
    udpPorts: thing({ ...moves, address: text, protocol: text, state: text }),
    lookups: thing({ name: text, ageSeconds: number }),
    delayedCalls: thing({ what: text, place: orNull(text), seconds: number }),
    processes: thing({ pid: number, name: text, ageSeconds: number, state: text }),
    threads: orNull(object({ working: number, threads: number })),
  }),
});

/** Throws `InspectError` for what is no snapshot, with what the peer says is wrong where it does. */
export function readSnapshot(value: unknown): Snapshot {
  const { torsion, error, facts } = Object(value) as Partial<Record<string, unknown>>;
  if (typeof error === "string") throw new InspectError(`the program says: ${error}`);
  if (torsion === undefined) throw new InspectError("what is there is no inspector of twist");
  if (torsion !== SNAPSHOT_VERSION)
    throw new InspectError(
      `the program speaks version ${JSON.stringify(torsion)} of what this is 1 of`,
    );
  const wrong = SNAPSHOT(value);
  if (wrong !== null)
    throw new InspectError(`what is there tells only a part of what an inspector does: ${wrong}`);
  return { ...(value as Snapshot), facts: Object(facts) as Snapshot["facts"] };
}
