/**
 * What runs on a host, as the host sees it: one process, from its start to its end.
 *
 * All platforms that a host gives between two ends are of the same process: its reactors share its signals, and it is at
 * its end when the last of them has let go (`hold`).
 */
import type { SignalName } from "../port.ts";

interface Handler {
  readonly names: readonly SignalName[];
  readonly received: (name: SignalName) => void;
}

export class Program {
  /** Does it run? Once it does not, nothing that it has asked for is answered. */
  alive = true;
  readonly #handlers = new Set<Handler>();
  #holds = 0;
  #letGo: (() => void) | null = null;

  /** As the port's. */
  readonly signals = (
    names: readonly SignalName[],
    received: (name: SignalName) => void,
  ): (() => void) => {
    const handler = { names, received };
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  };

  /** As the port's. */
  readonly hold = (): (() => void) => {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      if (this.#holds === 0) this.#letGo?.();
    };
  };

  /** Tell all who listen for that signal; `false`: nobody does. */
  receive(name: SignalName): boolean {
    const told = [...this.#handlers].filter(({ names }) => names.includes(name));
    for (const { received } of told) received(name);
    return told.length > 0;
  }

  /** Call `ended` when nothing keeps it alive any more. */
  whenLetGo(ended: () => void): void {
    this.#letGo = ended;
  }
}
