import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFoundInProcesses } from "./process-broken.test-fixture.ts";
import { processEndCases } from "./process-ends.ts";

const linux = { skip: process.platform !== "linux" };

test("found: a platform that signals the child alone", linux, () =>
  assertFoundInProcesses(
    processEndCases,
    {
      child: (inner) => ({
        signal: (signal) => inner.signal(signal, "child"),
        groupLives: () => false,
      }),
    },
    /leaves no child, nor a child's/,
  ),
);

test("found: a platform that does not see who is left of a group", linux, () =>
  assertFoundInProcesses(
    processEndCases,
    { child: () => ({ groupLives: () => false }) },
    /whose parent is long gone/,
  ),
);

test("found: a platform that does not say when a child has ended", linux, () =>
  assertFoundInProcesses(
    processEndCases,
    {
      sink: () => ({ exited: () => {} }),
      child: (inner) => ({ signal: (_s, to) => inner.signal("SIGKILL", to) }),
    },
    /may say how/,
  ),
);

test("every case has a name of its own", () => {
  const names = processEndCases.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});
