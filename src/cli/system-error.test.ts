import assert from "node:assert/strict";
import { readFileSync, renameSync } from "node:fs";
import { test } from "node:test";
import { inPlainWords, isSystemError } from "./system-error.ts";

function thrownBy(run: () => void): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  return assert.fail("nothing was thrown");
}

test("Node's own errors: what went wrong and its code, and no path", () => {
  const missing = thrownBy(() => readFileSync("/there/is no/such, file"));
  assert.ok(isSystemError(missing));
  assert.equal(inPlainWords(missing), "no such file or directory (ENOENT)");
  assert.equal(
    inPlainWords(thrownBy(() => readFileSync("/"))),
    "illegal operation on a directory (EISDIR)",
  );
  const both = thrownBy(() => renameSync("/no/such", "/no/other"));
  assert.equal(inPlainWords(both), "no such file or directory (ENOENT)");
});

test("those of a simulated disk, and whatever is none of a host's", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  assert.equal(inPlainWords(full), "no space left on device (ENOSPC)");
  assert.equal(inPlainWords(Object.assign(new Error("EIO"), { code: "EIO" })), "EIO");
  assert.equal(inPlainWords(new Error("oops, read 'it'")), "oops, read 'it'");
  assert.equal(inPlainWords("text"), "text");
  assert.equal(
    isSystemError(Object.assign(new Error("x"), { code: "ERR_MODULE_NOT_FOUND" })),
    false,
  );
});
