import assert from "node:assert/strict";
import { test } from "node:test";
import { hostTurns, inTurns, type Turns, type TurnsOfHost, turnsOf } from "./turns.ts";

/** A chain of so many awaits. */
async function chain(depth: number): Promise<void> {
  for (let i = 0; i < depth; i++) await undefined;
}

/** Turns that are begun by hand. */
function byHand(): { turns: Turns; begin: () => boolean } {
  const waiting: (() => void)[] = [];
  const begin = (): boolean => {
    const run = waiting.shift();
    run?.();
    return run !== undefined;
  };
  return { turns: (run) => void waiting.push(run), begin };
}

async function drainsBetween(turns: Turns): Promise<void> {
  const log: string[] = [];
  let step = 0;
  await inTurns(turns, () => {
    const n = step++;
    log.push(`step ${n}`);
    void chain(n % 50).then(() => log.push(`end ${n}`));
    return n < 200;
  });
  const expected = Array.from({ length: 201 }, (_, n) => [`step ${n}`, `end ${n}`]).flat();
  assert.deepEqual(log.slice(0, 401), expected.slice(0, 401));
}

test("between two steps every chain of promises comes to its end", () =>
  drainsBetween(hostTurns()));

test("with messages where there are no immediates", async () => {
  const ports: { close(): void }[] = [];
  class Recorded extends MessageChannel {
    constructor() {
      super();
      ports.push(this.port1, this.port2);
    }
  }
  await drainsBetween(turnsOf({ MessageChannel: Recorded } as unknown as TurnsOfHost));
  for (const port of ports) port.close();
});

test("a host that has neither is told of at once", () => {
  assert.throws(() => turnsOf({}), TypeError);
});

test("what a step throws comes out, and the turns that are left over do nothing", async () => {
  const { turns, begin } = byHand();
  let steps = 0;
  const running = inTurns(turns, () => {
    steps += 1;
    if (steps === 3) throw new Error("on purpose");
    return true;
  });
  while (begin());
  await assert.rejects(running, /on purpose/);
  assert.equal(steps, 3);
});

test("turns are asked for in batches, and no more after the last step", async () => {
  const { turns, begin } = byHand();
  let steps = 0;
  const running = inTurns(turns, () => ++steps < 100);
  let turnsBegun = 0;
  while (begin()) turnsBegun += 1;
  await running;
  assert.equal(steps, 100);
  assert.equal(turnsBegun, 128);
});
