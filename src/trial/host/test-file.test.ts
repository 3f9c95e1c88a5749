import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { testFile } from "./test-file.ts";

const own = testFile();

test("the file is the one that is being loaded, not what it calls, nor what has called it", () => {
  assert.equal(own, fileURLToPath(import.meta.url));
  const here = new Error();
  here.stack = [
    "Error",
    "    at bothWays (file:///app/test/ways.ts:3:1)",
    "    at file:///app/test/my%20queue.test.ts:7:1",
    "    at load (file:///app/node_modules/runner/chunk.js:1:1)",
    "    at node:internal/modules/esm:1:2",
  ].join("\n");
  assert.equal(testFile(here), "/app/test/my queue.test.ts");
  here.stack = "Error\n    at node:internal/modules/esm:1:2";
  assert.equal(testFile(here), undefined);
});
