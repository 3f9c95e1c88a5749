import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "./gate.ts";

test("it closes with the first reason and opens with the last, each counted once", () => {
  const log: string[] = [];
  const gate = new Gate(
    () => log.push("closed"),
    () => log.push("opened"),
  );
  const [user, limit] = [gate.reason(), gate.reason()];
  user.release();
  user.hold();
  user.hold();
  limit.hold();
  assert.deepEqual([log, gate.isOpen], [["closed"], false]);
  user.release();
  user.release();
  assert.deepEqual(log, ["closed"]);
  limit.release();
  assert.deepEqual([log, gate.isOpen], [["closed", "opened"], true]);
});
