import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import { askingVersion } from "./commands.ts";
import { PendingCommands } from "./pending.ts";

function waiting(pending: PendingCommands, name: string, log: string[]): Deferred<unknown> {
  const deferred = new Deferred<unknown>();
  deferred.addBoth((result) => void log.push(`${name}: ${result}`));
  pending.push(askingVersion(), deferred, 10);
  return deferred;
}

test("answers go to commands in their order, and who was cancelled takes its own along", () => {
  const pending = new PendingCommands();
  const log: string[] = [];
  waiting(pending, "a", log);
  waiting(pending, "b", log).cancel();
  waiting(pending, "c", log);
  assert.deepEqual([pending.size, pending.length], [3, 30]);
  pending.answered(1);
  pending.answered(2);
  pending.refused(new RangeError("no"));
  assert.deepEqual([pending.size, pending.length, pending.first], [0, 0, null]);
  assert.equal(log.length, 3);
  assert.match(log[0]!, /^b: .*CancelledError/);
  assert.equal(log[1], "a: 1");
  assert.match(log[2]!, /^c: .*no/);
  pending.answered(3);
  assert.equal(log.length, 3);
});

test("all fail once, in order; one that comes in meanwhile is not among them", () => {
  const pending = new PendingCommands();
  const log: string[] = [];
  waiting(pending, "a", log).addBoth(() => void waiting(pending, "new", log));
  waiting(pending, "b", log);
  pending.failAll(new RangeError("over"));
  assert.deepEqual(
    log.map((line) => line[0]),
    ["a", "b"],
  );
  assert.equal(pending.size, 1);
  pending.failAll(new RangeError("over"));
  assert.deepEqual([log.length, pending.size, pending.length], [3, 0, 0]);
});
