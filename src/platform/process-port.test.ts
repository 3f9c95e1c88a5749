import assert from "node:assert/strict";
import { test } from "node:test";
import { type IProcessProtocol, IReactorProcess, NotSupportedError } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";
import { node } from "./node/index.ts";

test("a platform with processes has a reactor that spawns them; without, it does not", () => {
  assert.ok(IReactorProcess.providedBy(reactorOn(node())));
  const { processes, ...without } = new MemoryNetwork().host("a");
  assert.ok(IReactorProcess.providedBy(reactorOn({ ...without, processes })));
  const plain = reactorOn(without);
  assert.ok(!IReactorProcess.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.spawnProcess({} as IProcessProtocol, "true"), NotSupportedError);
});
