/**
 * What a reactor has in hands, as data: gathers what each of its parts knows.
 *
 * Rules: it changes nothing that anybody can see, and nothing that users wrote can make it throw. What there may be a
 * million of is never sorted as a whole where only the foremost are asked for.
 */
import { type DescribeOptions, figuresOf, type ReactorDescription } from "../net/index.ts";
import type { Platform } from "../platform/index.ts";
import { type DescribedThings, described, first } from "./described-things.ts";
import type { Descriptors } from "./descriptors.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { Names } from "./names.ts";
import type { Processes } from "./processes.ts";
import { chooseStreams, describeStreams } from "./stream-descriptions.ts";
import type { Streams } from "./streams.ts";
import type { Threads } from "./threads.ts";
import type { Timers } from "./timers.ts";
import type { Turn } from "./turn.ts";
import { TurnMeter } from "./turn-meter.ts";
import type { UDPPorts } from "./udp.ts";
import { safeClassOf } from "./user-code.ts";

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
const LONGEST_NAME = 200;

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
  describe(options: DescribeOptions): ReactorDescription {
    const steps = this.describeInSteps(options);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** What has been chosen, and has ended until its turn comes, is left out. */
  *describeInSteps({
    most = UNLIMITED,
    by = "ageSeconds",
  }: DescribeOptions): Generator<void, ReactorDescription> {
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
    const chosen = {
      streams: chooseStreams(streams.all, most, by),
      udpPorts: first(udp.all, most),
      lookups: first(names.lookups, most),
      processes: first(processes.all, most),
    };
    const general = {
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
        delayedCalls: timers.size,
        processes: processes.all.size,
        connectionsSoFar: soFar,
      },
      threads: threads.status,
      watched: { readers: watched.getReaders().length, writers: watched.getWriters().length },
    };
    yield;
    const calls = timers.earliest(most);
    yield;
    return {
      ...general,
      ...(yield* describeStreams(things, chosen.streams, now)),
      udpPorts: yield* described(chosen.udpPorts, (port) =>
        udp.all.has(port)
          ? {
              ...things.of(port),
              ...port.status(now),
              protocol: safeClassOf(port.protocol),
              figures: figuresOf(port.protocol),
            }
          : null,
      ),
      lookups: yield* described(chosen.lookups, (lookup) =>
        names.lookups.has(lookup)
          ? { ...things.of(lookup), name: lookup.name, ageSeconds: now - lookup.since }
          : null,
      ),
      delayedCalls: yield* described(calls, (call) =>
        call.active ? { ...things.of(call), what: nameOf(call), seconds: call.at - now } : null,
      ),
      processes: yield* described(chosen.processes, (each) => {
        const { child, name, since, exited, end } = each;
        if (!processes.all.has(each)) return null;
        const state = exited ? "exited" : end === null ? "running" : "ending";
        return { ...things.of(child), name, pid: child.pid, ageSeconds: now - since, state };
      }),
    };
  }
}

/** Users may have given a function any name. */
function nameOf(call: { readonly callableName: unknown }): string {
  try {
    return String(call.callableName).slice(0, LONGEST_NAME);
  } catch {
    return "a function that throws";
  }
}
