/** The faults of a run, each begun and undone at its time; and all of them undone at once. */
import type { MemoryNetwork } from "../../platform/memory/index.ts";
import { beginFault, type PlannedFault } from "./fault-plan.ts";

/** A fault that is to begin; on which hosts is said when it does. `null`: there is none for it. */
export interface ComingFault {
  readonly at: number;
  aimed(hosts: readonly string[]): PlannedFault | null;
}

interface Entry {
  readonly at: number;
  readonly run: () => void;
}

export class FaultTimetable {
  readonly #network: MemoryNetwork;
  /** By time; what begins first is undone first where both are at one time. */
  readonly #entries: Entry[] = [];
  readonly #undo = new Set<() => void>();

  constructor(network: MemoryNetwork, faults: readonly ComingFault[]) {
    this.#network = network;
    for (const fault of faults)
      this.#entries.push({
        at: fault.at,
        run: () => {
          const aimed = fault.aimed(network.hosts);
          if (aimed !== null) this.#begin(aimed);
        },
      });
    this.#entries.sort((a, b) => a.at - b.at);
  }

  /** Nothing is left to begin or to undo. */
  get isOver(): boolean {
    return this.#entries.length === 0;
  }

  /** When the next one begins or ends; `Infinity` where none does. */
  nextAt(): number {
    return this.#entries[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Do what is next. */
  next(): void {
    this.#entries.shift()?.run();
  }

  /** Begin one more, now. */
  inject(fault: PlannedFault): void {
    this.#begin(fault);
  }

  /** Undo what has begun, and begin no more: the world is whole, and each host runs its program. */
  healAll(): void {
    this.#entries.length = 0;
    for (const undo of [...this.#undo]) undo();
    this.#undo.clear();
    this.#network.heal();
    for (const host of this.#network.hosts)
      if (!this.#network.isRunning(host)) this.#network.restart(host);
  }

  #begin(fault: PlannedFault): void {
    const undo = beginFault(this.#network, fault);
    this.#undo.add(undo);
    const end = {
      at: fault.at + fault.seconds,
      run: (): void => {
        this.#undo.delete(undo);
        undo();
      },
    };
    const later = this.#entries.findIndex(({ at }) => at > end.at);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, end);
  }
}
