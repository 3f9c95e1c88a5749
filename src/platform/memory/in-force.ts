/**
 * Which faults of a sort are in force on a host, so that each undoes itself alone though several overlap.
 *
 * Rule: undone twice is undone once.
 */
import type { MemoryNetwork } from "./network.ts";

/** Brings about what is in force on a host now: the values of those faults, the one that began last at the end. */
export type Bring<T> = (network: MemoryNetwork, host: string, values: readonly T[]) => void;

export class InForce<T> {
  readonly #bring: Bring<T>;
  readonly #hosts = new WeakMap<MemoryNetwork, Map<string, Set<{ readonly value: T }>>>();

  constructor(bring: Bring<T>) {
    this.#bring = bring;
  }

  /** Gives what undoes it. */
  begin(network: MemoryNetwork, host: string, value: T): () => void {
    const hosts = this.#hosts.get(network) ?? new Map<string, Set<{ readonly value: T }>>();
    this.#hosts.set(network, hosts);
    const faults = hosts.get(host) ?? new Set();
    hosts.set(host, faults);
    const fault = { value };
    const bring = (): void =>
      this.#bring(
        network,
        host,
        [...faults].map((each) => each.value),
      );
    faults.add(fault);
    bring();
    return () => {
      if (faults.delete(fault)) bring();
    };
  }
}
