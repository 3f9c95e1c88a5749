import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "./gate.ts";

test("open: at once; closed: later, in order; closing twice loses nothing", () => {
  const gate = new Gate();
  const log: number[] = [];
  gate.tell(() => log.push(1));
  gate.close();
  gate.tell(() => log.push(2));
  gate.close();
  gate.tell(() => log.push(3));
  assert.deepEqual([log, gate.closed], [[1], true]);
  for (const run of gate.open()) run();
  gate.tell(() => log.push(4));
  assert.deepEqual([log, gate.closed, gate.open()], [[1, 2, 3, 4], false, []]);
});
