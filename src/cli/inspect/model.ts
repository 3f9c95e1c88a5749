/**
 * What is shown: the last snapshot, and what has changed since the one before.
 *
 * Rule: what two snapshots of different programs, or of one that has been started again, have in common is nothing.
 */
import type { TurnsDescription } from "../../net/index.ts";
import type { Snapshot } from "./snapshot.ts";

/** In bytes a second. */
export interface Rate {
  readonly in: number;
  readonly out: number;
}

/** Of the time between two snapshots. */
export interface TurnRates {
  readonly perSecond: number;
  /** The share of the time, 0 to 1. */
  readonly busy: number;
  readonly over10ms: number;
}

export interface Model {
  readonly snapshot: Snapshot;
  /** By the `id` of a connection or a UDP port. */
  readonly rates: ReadonlyMap<number, Rate>;
  readonly total: Rate;
  readonly turns: TurnRates | null;
}

const NONE: Rate = { in: 0, out: 0 };

export function modelOf(snapshot: Snapshot, before: Snapshot | null): Model {
  const seconds = before === null ? 0 : snapshot.seconds - before.seconds;
  if (before === null || seconds <= 0 || !isSameProgram(snapshot, before))
    return { snapshot, rates: new Map(), total: NONE, turns: null };
  const earlier = new Map(moving(before).map((each) => [each.id, each]));
  const rates = new Map<number, Rate>();
  const total = { in: 0, out: 0 };
  for (const { id, bytesIn, bytesOut } of moving(snapshot)) {
    const was = earlier.get(id);
    // Of one that is new it is not known since when it moves these bytes.
    if (was === undefined) continue;
    const rate = {
      in: Math.max(0, bytesIn - was.bytesIn) / seconds,
      out: Math.max(0, bytesOut - was.bytesOut) / seconds,
    };
    rates.set(id, rate);
    total.in += rate.in;
    total.out += rate.out;
  }
  return { snapshot, rates, total, turns: turnRates(snapshot.reactor.turns, before.reactor.turns) };
}

function moving({ reactor }: Snapshot): { id: number; bytesIn: number; bytesOut: number }[] {
  return [...reactor.connections, ...reactor.udpPorts];
}

function isSameProgram(a: Snapshot, b: Snapshot): boolean {
  const began = (each: Snapshot): number => each.seconds - (each.reactor.upSeconds ?? 0);
  return a.program.pid === b.program.pid && Math.abs(began(a) - began(b)) < 1;
}

function turnRates(now: TurnsDescription | null, was: TurnsDescription | null): TurnRates | null {
  if (now === null || was === null) return null;
  const seconds = now.measuredSeconds - was.measuredSeconds;
  if (seconds <= 0) return null;
  return {
    perSecond: (now.count - was.count) / seconds,
    busy: Math.min(1, (now.busySeconds - was.busySeconds) / seconds),
    over10ms: now.over10ms - was.over10ms,
  };
}
