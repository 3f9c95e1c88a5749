import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunHost } from "./run.ts";
import { withWorldShut } from "./shut-world.ts";

test("it is shut once, each run is told of what it uses, and it is opened again whatever happens", async () => {
  const log: string[] = [];
  let use = (): void => assert.fail();
  const host: RunHost = {
    forbidWorld: (report) => {
      log.push("shut");
      use = () => report(new Error("used"));
      return () => log.push("open");
    },
    catchStrays: () => () => {},
  };
  const given = await withWorldShut(host, async (inner) => {
    for (const run of ["first", "second"]) {
      const end = inner.forbidWorld!(() => log.push(run));
      use();
      end();
      use();
    }
    return inner;
  });
  assert.deepEqual(log.splice(0), ["shut", "first", "second", "open"]);
  assert.equal(given.catchStrays, host.catchStrays);
  await assert.rejects(
    withWorldShut(host, () => assert.fail("why")),
    /why/,
  );
  assert.deepEqual(log, ["shut", "open"]);
  const plain = {};
  assert.equal(await withWorldShut(plain, async (inner) => inner), plain);
});
