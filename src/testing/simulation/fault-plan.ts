/**
 * What goes wrong in one run, as a plan: drawn from the seed before the run begins, so that a fault which is left out
 * moves no other.
 */
import { type FaultKind, faultKinds, type MemoryNetwork } from "../../platform/memory/index.ts";
import { SimulationOptionError } from "./errors.ts";

export interface FaultOptions {
  /** Which kinds, by their names; `"all"` of them. */
  readonly kinds: readonly string[] | "all";
  /** What they may befall; every host of the network if left out. */
  readonly hosts?: readonly string[];
  /** How many faults there are in a minute, on average; 10 by default. */
  readonly perMinute?: number;
  /** Seconds that a fault lasts at the most; 20 by default. */
  readonly longest?: number;
}

/** One fault of a run. */
export interface PlannedFault {
  /** Its number in the plan, from 0, which it keeps when others are left out. */
  readonly nth: number;
  readonly kind: string;
  readonly on: readonly string[];
  /** Seconds after the run began. */
  readonly at: number;
  readonly seconds: number;
}

const kindsByName: ReadonlyMap<string, FaultKind> = new Map(
  faultKinds.map((kind) => [kind.name, kind]),
);

/** The kinds that are meant; a name of no kind is an error that lists those there are. */
export function kindsNamed(names: readonly string[] | "all"): readonly FaultKind[] {
  if (names === "all") return faultKinds;
  return names.map((name) => {
    const kind = kindsByName.get(name);
    if (kind !== undefined) return kind;
    const known = [...kindsByName.keys()].join(", ");
    throw new SimulationOptionError(`no fault is called "${name}"; there are: ${known}`);
  });
}

/** Faults from the beginning until `seconds` later, in order. `hosts` are all that the network has. */
export function planFaults(
  { kinds: names, hosts: chosen, perMinute = 10, longest = 20 }: FaultOptions,
  hosts: readonly string[],
  seconds: number,
  draw: () => number,
): PlannedFault[] {
  const targets = chosen ?? hosts;
  for (const host of targets)
    if (!hosts.includes(host))
      throw new SimulationOptionError(`faults on ${host}: the hosts are ${hosts.join(", ")}`);
  const kinds = kindsNamed(names).filter(({ on }) => targets.length > 1 || on !== "link");
  if (kinds.length === 0 || targets.length === 0 || !(perMinute > 0)) return [];
  const plan: PlannedFault[] = [];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)]!;
  // The gaps are even on average, from nothing to twice the mean.
  for (let at = 0; ; ) {
    at += draw() * 2 * (60 / perMinute);
    if (at >= seconds) return plan;
    const kind = pick(kinds);
    const first = pick(targets);
    const second = targets.length > 1 ? pick(targets.filter((host) => host !== first)) : first;
    const on = { host: [first], link: [first, second], network: [] }[kind.on];
    // Most faults are short, some are long.
    const share = draw();
    plan.push({ nth: plan.length, kind: kind.name, on, at, seconds: longest * share * share });
  }
}

/** Have it begin; gives what undoes it. */
export function beginFault(network: MemoryNetwork, { nth, kind, on }: PlannedFault): () => void {
  const draw = (): number => network.draw(`fault ${nth}`);
  return kindsByName.get(kind)!.begin(network, on, draw);
}

/** As people read it: `crash of db at 3.210 s for 2.5 s`. */
export function describeFault({ kind, on, at, seconds }: PlannedFault): string {
  const where =
    on.length === 0 ? "" : on.length === 1 ? ` of ${on[0]}` : ` between ${on.join(" and ")}`;
  return `${kind}${where} at ${at.toFixed(3)} s for ${seconds.toFixed(3)} s`;
}
