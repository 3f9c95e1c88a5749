import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorMulticast, IReactorUDP } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";

test("a platform with UDP has a reactor that speaks it; without, it does not", () => {
  const { udp, ...without } = new MemoryNetwork().host("a");
  const reactor = reactorOn({ ...without, udp });
  assert.ok(IReactorUDP.providedBy(reactor) && IReactorMulticast.providedBy(reactor));
  const plain = reactorOn(without);
  assert.ok(!IReactorUDP.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.listenUDP(0, {}));
});
