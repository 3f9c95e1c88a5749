import assert from "node:assert/strict";
import { test } from "node:test";
import { define } from "./case.ts";
import { fileNameCases } from "./file-names.ts";
import { type Breaking, brokenFiles } from "./files-broken.test-fixture.ts";
import { FilesWorld } from "./files-world.ts";

/** How many cases fail on files that are so broken. */
async function failuresOf(breakIt: Breaking): Promise<number> {
  const runs: (() => Promise<void>)[] = [];
  define(
    (_name, run) => runs.push(run),
    "broken",
    fileNameCases,
    async () => new FilesWorld(brokenFiles(breakIt)),
  );
  const results = await Promise.allSettled(runs.map((run) => run()));
  return results.filter(({ status }) => status === "rejected").length;
}

test("names that are in order pass", async () => {
  assert.equal(await failuresOf(() => ({})), 0);
});

test("the suite finds what is broken of names", async () => {
  const broken: Record<string, Breaking> = {
    "a list without order": (files) => ({ list: (path) => [...files.list(path)].reverse() }),
    "rename that copies": (files) => ({ rename: (from, to) => files.link(from, to) }),
    "stat that does not follow": (files) => ({ stat: (path) => files.lstat(path) }),
    "names that are one": () => ({ uniqueName: () => "abcdefghijklmnopqrst" }),
    "chmod that does nothing": () => ({ chmod: () => {} }),
    "realpath that is the path": () => ({ realpath: (path) => path }),
  };
  for (const [what, breakIt] of Object.entries(broken))
    assert.ok((await failuresOf(breakIt)) > 0, what);
});
