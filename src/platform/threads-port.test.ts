import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorFromThreads, IReactorThreads } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";
import type { ThreadsPlatform } from "./threads-port.ts";

test("a platform with threads has a reactor with a pool; without, it has half of it", () => {
  const threads: ThreadsPlatform = {
    parallelism: 3,
    start: () => assert.fail("nothing is started before there is work"),
  };
  const host = new MemoryNetwork().host("a");
  const reactor = reactorOn({ ...host, threads });
  assert.ok(IReactorThreads.providedBy(reactor));
  assert.equal(reactor.getThreadPool().max, 3);
  const plain = reactorOn(host);
  assert.ok(IReactorFromThreads.providedBy(plain));
  assert.ok(!IReactorThreads.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.getThreadPool(), /the platform memory.* has no threads/);
});
