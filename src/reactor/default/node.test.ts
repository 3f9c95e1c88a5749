import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorTCP } from "../../net/index.ts";
import { reactor } from "./node.ts";

test("there is a reactor, it can speak TCP, and having it keeps no process alive", () => {
  assert.ok(IReactorTCP.providedBy(reactor));
  assert.equal(reactor.running, false);
  const open = process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name));
  assert.deepEqual(open, []);
});
