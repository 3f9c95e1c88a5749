import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runOnce } from "../../testing/index.ts";
import { writePictures } from "./failure-pictures.ts";

test("a page and packets, in a folder that need not be there, under a name that any system takes", async () => {
  const scenario = (world: {
    reactor(host: string): unknown;
    note(host: string, text: string): void;
  }) => {
    world.reactor("a");
    world.note("a", "has begun");
  };
  const result = await runOnce(scenario, {}, { seed: 7 }, {});
  const folder = mkdtempSync(join(tmpdir(), "torsion-pictures-"));
  try {
    const [page, packets] = writePictures(join(folder, "x", "y"), "ada's queue: / all", result);
    assert.equal(page, join(folder, "x", "y", "ada-s-queue-all-seed-7.html"));
    assert.match(readFileSync(page, "utf8"), /has begun/);
    assert(existsSync(packets!));
    const others = ["очередь", "журнал", "a".repeat(300), "a".repeat(301)];
    const pages = others.map((name) => writePictures(folder, name, result)[0]);
    assert.equal(new Set(pages).size, others.length, pages.join("\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
