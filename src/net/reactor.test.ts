import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorTime } from "../time/index.ts";
import { membersOf } from "./members.test-fixture.ts";
import { IReactorCore, IReactorRandom, IReactorTCP } from "./reactor.ts";

test("IReactorCore: the members of Twisted's that are not for hosts that iterate or resolve", () => {
  assert.deepEqual(membersOf(IReactorCore), [
    "addSystemEventTrigger()",
    "callWhenRunning()",
    "crash()",
    "fireSystemEvent()",
    "removeSystemEventTrigger()",
    "run()",
    "running",
    "stop()",
  ]);
});

test("IReactorTCP: the members of Twisted's", () => {
  assert.deepEqual(membersOf(IReactorTCP), ["connectTCP()", "listenTCP()"]);
});

test("IReactorRandom: chance is an argument", () => {
  assert.deepEqual(membersOf(IReactorRandom), ["random()"]);
});

test("capabilities are independent of each other", () => {
  const all = [IReactorCore, IReactorTCP, IReactorRandom, IReactorTime];
  for (const one of all)
    for (const other of all) assert.equal(one.isOrExtends(other), one === other);
});
