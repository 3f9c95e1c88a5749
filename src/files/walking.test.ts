import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";

const disk = new MemoryFiles().set("/d/a/x", "").set("/d/b/y", "").set("/d/c", "");
const files = disk.platform(() => true);
const root = new FilePath("/d", files);

test("itself, and what is in it, in order", () => {
  const paths = [...root.walk()].map(String);
  assert.deepEqual(paths, ["/d", "/d/a", "/d/a/x", "/d/b", "/d/b/y", "/d/c"]);
  assert.deepEqual([...root.child("c").walk()].map(String), ["/d/c"]);
});

test("not into what is not to be gone into, which is told all the same", () => {
  const paths = [...root.walk((folder) => folder.basename() !== "a")].map(String);
  assert.deepEqual(paths, ["/d", "/d/a", "/d/b", "/d/b/y", "/d/c"]);
});

test("links to folders are gone into; a circle of them is an error", () => {
  files.symlink("/d/a", "/d/b/link");
  assert.ok([...root.walk()].map(String).includes("/d/b/link/x"));
  files.symlink("..", "/d/b/up");
  assert.throws(() => [...root.walk()], {
    name: "LinkError",
    message: "/d/b/up leads in a circle",
  });
  files.unlink("/d/b/up");
});

test("a folder that its visitor removes is no error", () => {
  const seen: string[] = [];
  for (const path of root.walk()) {
    seen.push(path.path);
    if (path.basename() === "a") path.remove();
  }
  assert.ok(!seen.includes("/d/a/x") && seen.includes("/d/c"));
});
