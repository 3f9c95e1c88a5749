import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunHost } from "./run.ts";
import { withWorldShut } from "./shut-world.ts";

test("it is shut once, each run is told of what it uses, and it is opened again whatever happens", async () => {
  const log: string[] = [];
  let use = (): void => assert.fail();
  let stray = use;
  const host: RunHost = {
    forbidWorld: (report) => {
      log.push("shut");
      use = () => report(new Error("used"));
      return () => log.push("open");
    },
    catchStrays: (report) => {
      stray = () => report("uncaught", new Error("stray"));
      return () => log.push("end");
    },
  };
  await withWorldShut(host, async (inner) => {
    for (const run of ["first", "second"]) {
      const ends = [
        inner.forbidWorld!(() => log.push(`${run} uses`)),
        inner.catchStrays!((how) => log.push(`${run}: ${how}`)),
      ];
      for (let i = 0; i < 2; i++) {
        use();
        stray();
        for (const end of ends) end();
      }
    }
  });
  assert.deepEqual(log.splice(0), [
    "shut",
    ...["first uses", "first: uncaught", "second uses", "second: uncaught"],
    ...["open", "end"],
  ]);
  await assert.rejects(
    withWorldShut(host, () => assert.fail("why")),
    /why/,
  );
  assert.deepEqual(log.splice(0), ["shut", "open", "end"]);
  const refuses = { ...host, forbidWorld: () => assert.fail("refused") };
  await assert.rejects(
    withWorldShut(refuses, () => assert.fail()),
    /refused/,
  );
  assert.deepEqual(log, ["end"]);
  assert.deepEqual(await withWorldShut({}, async (inner) => inner), {});
});
