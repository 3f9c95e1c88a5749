import assert from "node:assert/strict";
import { test } from "node:test";
import { faultKinds, MemoryNetwork } from "../../platform/memory/index.ts";
import { SimulationOptionError } from "./errors.ts";
import {
  beginFault,
  describeFault,
  kindsNamed,
  type PlannedFault,
  planFaults,
} from "./fault-plan.ts";

const HOSTS = ["a", "b", "c"];

function plan(
  seed: number,
  options: Partial<Parameters<typeof planFaults>[0]> = {},
): PlannedFault[] {
  const network = new MemoryNetwork({ seed });
  const draw = (): number => network.draw("faults");
  return planFaults({ kinds: "all", ...options }, 600, draw).map((fault) => fault.shown(HOSTS));
}

test("the seed decides the plan: how many, where, when and how long, within what was asked", () => {
  assert.deepEqual(plan(1), plan(1));
  assert.notDeepEqual(plan(1), plan(2));
  const faults = plan(1, { perMinute: 30, longest: 5 });
  assert(faults.length > 200 && faults.length < 400, `${faults.length}`);
  for (const [nth, fault] of faults.entries()) {
    assert.equal(fault.nth, nth);
    assert(fault.at >= (faults[nth - 1]?.at ?? 0) && fault.at < 600);
    assert(fault.seconds >= 0 && fault.seconds <= 5);
    const { on } = faultKinds.find(({ name }) => name === fault.kind)!;
    assert.equal(fault.on.length, { host: 1, link: 2, network: 0 }[on]);
    assert.equal(new Set(fault.on).size, fault.on.length);
  }
  assert.equal(new Set(faults.map(({ kind }) => kind)).size, faultKinds.length);
});

test("kinds and hosts may be chosen; a wrong one is an error that lists the right ones", () => {
  const faults = plan(1, { kinds: ["crash"], hosts: ["b"] });
  assert(faults.length > 0);
  for (const { kind, on } of faults) assert.deepEqual([kind, on], ["crash", ["b"]]);
  assert.throws(() => kindsNamed(["crush"]), /no fault is called "crush".*crash/);
  assert.deepEqual(plan(1, { kinds: ["partition"], hosts: ["b"] }), [], "a link has two ends");
  assert.deepEqual(plan(1, { perMinute: 0 }), []);
});

test("hosts that come later are hit from then on; what a fault befalls does not change once it has begun", () => {
  const [fault] = planFaults({ kinds: ["partition"], hosts: ["a", "b"] }, 600, () => 0.1);
  assert.equal(fault!.aimed([]), null);
  assert.equal(fault!.aimed(["a", "c"]), null, "a link has two ends");
  assert.deepEqual(fault!.shown(["a"]).on, []);
  assert.deepEqual(fault!.aimed(["b", "c", "a"])?.on, ["a", "b"]);
  assert.deepEqual(fault!.aimed(["b"])?.on, ["a", "b"]);
  const [crash] = planFaults({ kinds: ["crash"] }, 600, () => 0.9);
  assert.deepEqual(crash!.shown(["a"]).on, ["a"]);
  assert.deepEqual(crash!.aimed(["a", "b"])?.on, ["b"]);
});

test("a fault begins, is undone, and can be read", () => {
  const network = new MemoryNetwork();
  network.boot("a", () => {});
  const fault = { nth: 0, kind: "crash", on: ["a"], at: 3.21, seconds: 2.5 };
  const undo = beginFault(network, fault);
  assert.equal(network.isUp("a"), false);
  undo();
  assert.equal(network.isUp("a"), true);
  assert.throws(() => beginFault(network, { ...fault, on: ["x"] }), SimulationOptionError);
  assert.throws(() => beginFault(network, { ...fault, kind: "x" }), SimulationOptionError);
  assert.equal(describeFault(fault), "crash of a at 3.210 s for 2.500 s");
  assert.match(describeFault({ ...fault, kind: "partition", on: ["a", "b"] }), /between a and b/);
  assert.match(describeFault({ ...fault, on: [] }), /^crash of no host at/);
  assert.match(describeFault({ ...fault, kind: "split", on: [] }), /^split at/);
});
