import assert from "node:assert/strict";
import { test } from "node:test";
import { tracking } from "../../resources/index.ts";
import { endpointSetup } from "./endpoint-broken.test-fixture.ts";
import { endpointConformance, endpointConformanceCases } from "./endpoints.ts";

test("each behaviour is a test of its own, and nothing is tracked afterwards", async () => {
  const names: string[] = [];
  const runs: Promise<void>[] = [];
  endpointConformance(
    (name, run) => {
      names.push(name);
      runs.push(run());
    },
    "tcp",
    () => endpointSetup(),
  );
  assert.equal(new Set(names).size, endpointConformanceCases.length);
  assert.ok(names.every((name) => name.startsWith("tcp: ")));
  await Promise.allSettled(runs);
  assert.equal(tracking, null);
});
