import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorPluggableNameResolver, IReactorPluggableResolver } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";

test("a platform with names has a reactor that resolves; without, it does not", async () => {
  const { names, ...without } = new MemoryNetwork().host("a");
  const reactor = reactorOn({ ...without, names });
  assert.ok(IReactorPluggableNameResolver.providedBy(reactor));
  assert.ok(IReactorPluggableResolver.providedBy(reactor));
  const plain = reactorOn(without);
  assert.ok(!IReactorPluggableResolver.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  await assert.rejects(plain.resolve("name"), {
    name: "DNSLookupError",
    message: /knows no names/,
  });
});
