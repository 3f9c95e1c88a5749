import assert from "node:assert/strict";
import { test } from "node:test";
import { filesConformance } from "./files.ts";
import { type Breaking, brokenFiles } from "./files-broken.test-fixture.ts";

/** How many cases fail on files that are so broken. */
async function failuresOf(breakIt: Breaking): Promise<number> {
  const runs: (() => Promise<void>)[] = [];
  filesConformance(
    (_name, run) => runs.push(run),
    "broken",
    () => brokenFiles(breakIt),
  );
  const results = await Promise.allSettled(runs.map((run) => run()));
  return results.filter(({ status }) => status === "rejected").length;
}

test("files that are in order pass", async () => {
  assert.equal(await failuresOf(() => ({})), 0);
});

test("the suite finds what is broken of files that are open", async () => {
  const broken: Record<string, Breaking> = {
    "w is a": (files) => ({
      open: (path, mode, p) => files.open(path, mode === "w" ? "a" : mode, p),
    }),
    "x is not exclusive": (files) => ({
      open: (path, mode, p) => files.open(path, mode === "wx" ? "w" : mode, p),
    }),
  };
  for (const [what, breakIt] of Object.entries(broken))
    assert.ok((await failuresOf(breakIt)) > 0, what);
});
