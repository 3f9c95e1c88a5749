/**
 * What goes wrong in one run, as a plan: drawn from the seed before the run begins, so that a fault which is left out
 * moves no other.
 */
import { type FaultKind, faultKinds, type MemoryNetwork } from "../../platform/memory/index.ts";
import { SimulationOptionError } from "./errors.ts";

export interface FaultOptions {
  /** Which kinds, by their names; `"all"` of them. */
  readonly kinds: readonly string[] | "all";
  /** What they may befall; every host of the network if left out. A host that comes later is hit from then on. */
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

/** A fault of the plan, of which it is not said yet what it befalls: hosts may come while the run goes on. */
export class DrawnFault {
  readonly at: number;
  readonly #fault: Omit<PlannedFault, "on">;
  readonly #kind: FaultKind;
  readonly #chosen: readonly string[] | undefined;
  /** Of the hosts there are, the first and the second: shares, from 0 up to but not 1. */
  readonly #shares: readonly [number, number];
  #aimed: PlannedFault | null = null;

  constructor(
    fault: Omit<PlannedFault, "on">,
    kind: FaultKind,
    chosen: readonly string[] | undefined,
    shares: readonly [number, number],
  ) {
    this.at = fault.at;
    this.#fault = fault;
    this.#kind = kind;
    this.#chosen = chosen;
    this.#shares = shares;
  }

  /** On which of the hosts that the network has now; `null` where there is none for it. Once it is said it stays so. */
  aimed(hosts: readonly string[]): PlannedFault | null {
    if (this.#aimed !== null) return this.#aimed;
    const on = this.#targets(hosts);
    if (on !== null) this.#aimed = { ...this.#fault, on };
    return this.#aimed;
  }

  /** As a person is told of it, at the end of the run. */
  shown(hosts: readonly string[]): PlannedFault {
    return this.#aimed ?? { ...this.#fault, on: this.#targets(hosts) ?? [] };
  }

  #targets(hosts: readonly string[]): string[] | null {
    if (this.#kind.on === "network") return hosts.length === 0 ? null : [];
    const targets = this.#chosen?.filter((host) => hosts.includes(host)) ?? hosts;
    const [share, other] = this.#shares;
    if (targets.length === 0) return null;
    const first = pick(targets, share);
    if (this.#kind.on === "host") return [first];
    if (targets.length === 1) return null;
    const rest = targets.filter((host) => host !== first);
    return [first, pick(rest, other)];
  }
}

function pick<T>(from: readonly T[], share: number): T {
  return from[Math.floor(share * from.length)]!;
}

/** Faults from the beginning until `seconds` later, in order. */
export function planFaults(
  { kinds: names, hosts: chosen, perMinute = 10, longest = 20 }: FaultOptions,
  seconds: number,
  draw: () => number,
): DrawnFault[] {
  // A link has two ends.
  const kinds = kindsNamed(names).filter(({ on }) => chosen?.length !== 1 || on !== "link");
  if (kinds.length === 0 || perMinute === 0) return [];
  const plan: DrawnFault[] = [];
  // The gaps are even on average, from nothing to twice the mean.
  for (let at = 0; ; ) {
    at += draw() * 2 * (60 / perMinute);
    if (at >= seconds) return plan;
    const kind = pick(kinds, draw());
    const shares = [draw(), draw()] as const;
    // Most faults are short, some are long.
    const share = draw();
    const fault = { nth: plan.length, kind: kind.name, at, seconds: longest * share * share };
    plan.push(new DrawnFault(fault, kind, chosen, shares));
  }
}

/** Have it begin; gives what undoes it. */
export function beginFault(network: MemoryNetwork, { nth, kind, on }: PlannedFault): () => void {
  const missing = on.find((host) => !network.hosts.includes(host));
  if (missing !== undefined)
    throw new SimulationOptionError(
      `${kind} on ${missing}: the hosts are ${network.hosts.join(", ")}`,
    );
  const draw = (): number => network.draw(`fault ${nth}`);
  return kindsNamed([kind])[0]!.begin(network, on, draw);
}

/** As people read it: `crash of db at 3.210 s for 2.5 s`. */
export function describeFault({ kind, on, at, seconds }: PlannedFault): string {
  const isEverywhere = kindsByName.get(kind)?.on === "network";
  const nowhere = isEverywhere ? "" : " of no host";
  const where =
    on.length === 0 ? nowhere : on.length === 1 ? ` of ${on[0]}` : ` between ${on.join(" and ")}`;
  return `${kind}${where} at ${at.toFixed(3)} s for ${seconds.toFixed(3)} s`;
}
