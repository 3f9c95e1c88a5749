import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorFDSet } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";

test("a platform with descriptors has a reactor that watches them; without, it does not", () => {
  const without = new MemoryNetwork().host("a");
  const descriptors = { watchReads: () => () => {} };
  assert.ok(IReactorFDSet.providedBy(reactorOn({ ...without, descriptors })));
  const plain = reactorOn(without);
  assert.ok(!IReactorFDSet.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.addReader({}), {
    name: "NotSupportedError",
    message: /no descriptors/,
  });
});
