import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorEnvironment } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";

test("a platform with an environment has a reactor that gives it; without, it says so", () => {
  const { environment, ...without } = new MemoryNetwork().host("a");
  const reactor = reactorOn({ ...without, environment });
  assert.ok(IReactorEnvironment.providedBy(reactor));
  assert.equal(reactor.environment.variable("PATH"), undefined);
  const plain = reactorOn(without);
  assert.ok(!IReactorEnvironment.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.environment, { name: "NotSupportedError", message: /no environment/ });
});
