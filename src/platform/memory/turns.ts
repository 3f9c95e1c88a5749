/**
 * Turns of the host's own loop, for programs that use promises: between two turns all that promises have
 * to do is done, however long their chains are.
 *
 * Rule: turns are asked for in batches. What a host does at the end of each turn is cheap; what it does
 * before it begins the next round of turns (looking for I/O) is not.
 */
import { Fifo } from "./fifo.ts";

/** Has `run` run in a turn of its own, after those that were asked for before. */
export type Turns = (run: () => void) => unknown;

const BATCH = 64;

/** Run `step` in one turn after the other until it says that it was the last, or throws. */
export function inTurns(turns: Turns, step: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    let isOver = false;
    const run = (): void => {
      asked -= 1;
      // Those of the batch that were not needed.
      if (isOver) return;
      try {
        isOver = !step();
        if (isOver) resolve();
      } catch (thrown) {
        isOver = true;
        reject(thrown);
      }
      if (asked === 0 && !isOver) ask();
    };
    const ask = (): void => {
      asked = BATCH;
      for (let i = 0; i < BATCH; i++) turns(run);
    };
    ask();
  });
}

/** What of a runtime can begin a turn. */
export interface TurnsOfHost {
  setImmediate?(run: () => void): unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: ((event: never) => unknown) | null };
    readonly port2: { postMessage(message: null): void };
  };
}

/** The turns of `host`: immediates on Node, Bun and Deno, messages in a browser. */
export function turnsOf(host: TurnsOfHost): Turns {
  // Taken now: a test may replace it later, to find out who uses it.
  const immediate = host.setImmediate;
  if (immediate !== undefined) return (run) => void immediate(run);
  const { MessageChannel } = host;
  if (MessageChannel === undefined) throw new TypeError("no setImmediate and no MessageChannel");
  const waiting = new Fifo<() => void>();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.take()?.();
  return (run) => {
    waiting.push(run);
    port2.postMessage(null);
  };
}

let turnsOfThisHost: Turns | undefined;
// No two runtimes' types agree on them.
const { setImmediate, MessageChannel } = globalThis as unknown as TurnsOfHost;

/** The turns of the host that this runs on. */
export function hostTurns(): Turns {
  turnsOfThisHost ??= turnsOf({
    ...(setImmediate !== undefined && { setImmediate }),
    ...(MessageChannel !== undefined && { MessageChannel }),
  });
  return turnsOfThisHost;
}
