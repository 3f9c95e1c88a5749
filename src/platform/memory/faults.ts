/**
 * All that can go wrong in a simulated network, by name: what a simulation draws from.
 *
 * A kind of fault is begun on a host, on the way from one host to another, or on the network, and what begins it gives
 * what undoes it. Undoing what something else has undone since does nothing.
 */
import { hostFaultKinds } from "./faults-hosts.ts";
import { linkFaultKinds } from "./faults-links.ts";
import type { MemoryNetwork } from "./network.ts";

export interface FaultKind {
  readonly name: string;
  /** What it befalls: `host`: one; `link`: the way from the first to the second; `network`: all of it. */
  readonly on: "host" | "link" | "network";
  /** What it is, in a line. */
  readonly about: string;
  /** Begin it; `draw` gives numbers from 0 up to but not 1, for how bad it is. Gives what undoes it. */
  begin(network: MemoryNetwork, on: readonly string[], draw: () => number): () => void;
}

export const faultKinds: readonly FaultKind[] = [...linkFaultKinds, ...hostFaultKinds];
