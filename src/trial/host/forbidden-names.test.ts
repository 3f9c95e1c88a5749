import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { GLOBALS, MODULES, OBJECTS } from "./forbidden-names.ts";

const require = createRequire(import.meta.url);

test("each name is a function of its owner's on this runtime, and says what to use instead", () => {
  for (const { of, owner, names } of OBJECTS)
    for (const [name, instead] of Object.entries(names)) {
      assert.equal(typeof Reflect.get(owner, name), "function", of + name);
      assert.notEqual(instead, "");
    }
  assert.equal(typeof Reflect.get(globalThis, "setTimeout"), "function");
  assert.match(GLOBALS.setTimeout!, /callLater/);
});

test("of modules: what answers later, and what is by chance; what answers at once is not among it", () => {
  const forbidden = (module: string): string[] =>
    Object.keys(MODULES[module]!(Object.keys(require(module) as object)));
  assert.deepEqual(
    ["gzip", "gzipSync"].map((name) => forbidden("node:zlib").includes(name)),
    [true, false],
  );
  const crypto = forbidden("node:crypto");
  for (const name of ["randomFillSync", "scrypt", "generateKeyPairSync"])
    assert(crypto.includes(name), name);
  for (const name of ["scryptSync", "createHash"]) assert(!crypto.includes(name), name);
  assert(forbidden("node:dns/promises").includes("resolve4"));
  assert(forbidden("node:fs/promises").includes("readFile"));
});
