import assert from "node:assert/strict";
import { test } from "node:test";
import type { IFilesystem } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { filesConformance } from "./files.ts";

/** How many cases fail on files that are so broken. */
async function failuresOf(breakIt: (files: IFilesystem) => Partial<IFilesystem>): Promise<number> {
  const runs: (() => Promise<void>)[] = [];
  filesConformance(
    (_name, run) => runs.push(run),
    "broken",
    () => {
      const network = new MemoryNetwork();
      network.files("a").makeFolders("/d");
      const { files } = reactorOn(network.host("a"));
      const broken = breakIt(files);
      const whole = new Proxy(files, {
        get(target, name) {
          const own = (broken as Record<PropertyKey, unknown>)[name];
          const value = own ?? Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      return { files: whole, folder: "/d" };
    },
  );
  const results = await Promise.allSettled(runs.map((run) => run()));
  return results.filter(({ status }) => status === "rejected").length;
}

test("files that are in order pass", async () => {
  assert.equal(await failuresOf(() => ({})), 0);
});

test("the suite finds what is broken", async () => {
  const broken: Record<string, (files: IFilesystem) => Partial<IFilesystem>> = {
    "w is a": (files) => ({
      open: (path, mode, p) => files.open(path, mode === "w" ? "a" : mode, p),
    }),
    "x is not exclusive": (files) => ({
      open: (path, mode, p) => files.open(path, mode === "wx" ? "w" : mode, p),
    }),
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
