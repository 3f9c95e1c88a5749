/**
 * What a reactor has in hands, as data: gathers what each of its parts knows.
 *
 * Rules: it changes nothing that anybody can see, and nothing that users wrote can make it throw. What there may be a
 * million of is never sorted as a whole where only the foremost are asked for.
 */
import { type DescribeOptions, figuresOf, type ReactorDescription } from "../net/index.ts";
import type { Platform } from "../platform/index.ts";
import { type DescribedThings, first, foremost, safeClassOf } from "./described-things.ts";
import type { Descriptors } from "./descriptors.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { Names } from "./names.ts";
import type { Processes } from "./processes.ts";
import { describeStreams } from "./stream-descriptions.ts";
import type { Streams } from "./streams.ts";
import type { Threads } from "./threads.ts";
import type { Timers } from "./timers.ts";
import type { Turn } from "./turn.ts";
import { TurnMeter } from "./turn-meter.ts";
import type { UDPPorts } from "./udp.ts";

/** What of a reactor there is to tell of. */
export interface InspectedParts {
  readonly platform: Platform;
  readonly turn: Turn;
  readonly things: DescribedThings;
  readonly timers: Timers;
  readonly streams: Streams;
  readonly udp: UDPPorts;
  readonly names: Names;
  readonly watched: Descriptors;
  readonly processes: Processes;
  readonly threads: Threads;
  readonly life: LifeCycle;
}

const UNLIMITED = Number.POSITIVE_INFINITY;

export class Inspection {
  readonly #parts: InspectedParts;
  #measuring = 0;

  constructor(parts: InspectedParts) {
    this.#parts = parts;
  }

  measureTurns(): () => void {
    const { platform, turn } = this.#parts;
    this.#measuring += 1;
    turn.meter ??= new TurnMeter(() => platform.now());
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#measuring -= 1;
      if (this.#measuring === 0) turn.meter = null;
    };
  }

  /** Throws `RangeError` for a `most` that is no number. */
  describe({ most = UNLIMITED, by = "ageSeconds" }: DescribeOptions): ReactorDescription {
    if (!(most >= 0)) throw new RangeError(`describe: most is ${most}`);
    const {
      platform,
      turn,
      things,
      timers,
      streams,
      udp,
      names,
      watched,
      processes,
      threads,
      life,
    } = this.#parts;
    const now = platform.now();
    const { ports, connectors, transports, soFar } = streams.all;
    const pending = timers.pending();
    return {
      platform: platform.name,
      host: platform.host?.name ?? null,
      state: life.state,
      upSeconds: life.since === null ? null : now - life.since,
      turns: turn.meter?.description ?? null,
      counts: {
        ports: ports.size,
        connections: transports.size,
        attempts: connectors.size,
        udpPorts: udp.all.size,
        lookups: names.lookups.size,
        delayedCalls: pending.length,
        processes: processes.all.size,
        connectionsSoFar: soFar,
      },
      ...describeStreams(things, streams.all, { now, most, by }),
      udpPorts: first(udp.all, most).map((port) => ({
        ...things.of(port),
        ...port.status(now),
        protocol: safeClassOf(port.protocol),
        figures: figuresOf(port.protocol),
      })),
      lookups: first(names.lookups, most).map((lookup) => ({
        ...things.of(lookup),
        name: lookup.name,
        ageSeconds: now - lookup.since,
      })),
      delayedCalls: foremost(pending, most, (a, b) => a.at - b.at || a.order - b.order).map(
        (call) => ({ ...things.of(call), what: call.callableName, seconds: call.at - now }),
      ),
      processes: first(processes.all, most).map(({ child, name, since, exited, end }) => ({
        ...things.of(child),
        name,
        pid: child.pid,
        ageSeconds: now - since,
        state: exited ? "exited" : end === null ? "running" : "ending",
      })),
      threads: threads.status,
      watched: { readers: watched.getReaders().length, writers: watched.getWriters().length },
    };
  }
}
