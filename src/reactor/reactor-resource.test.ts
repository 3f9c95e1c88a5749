import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { trackResources } from "../resources/index.ts";
import { trackRunning } from "./reactor-resource.ts";

test("a reactor that keeps the process is there until it has stopped", () => {
  using tracked = trackResources();
  let state = "running";
  const { host: _, ...others } = new MemoryNetwork().host("a");
  const platform = { ...others, name: "node", hold: () => () => {} };
  trackRunning(
    {
      stop: () => {
        state = "stopping";
      },
    },
    platform,
    () => state,
  );
  const [running] = tracked.leaks();
  assert.equal(running?.description, "reactor on node that runs, and keeps the process alive");
  running!.end();
  assert.equal(tracked.live()[0]?.closing, true);
  state = "stopped";
  assert.deepEqual(tracked.live(), []);
});

test("one that keeps nothing is no leak", () => {
  using tracked = trackResources();
  trackRunning({ stop() {} }, new MemoryNetwork().host("a"), () => "running");
  assert.deepEqual(tracked.leaks(), []);
});
