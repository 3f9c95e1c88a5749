import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const MAIN = join(import.meta.dirname, "main.js");

test("the process prints its version, from any folder, and ends by itself", () => {
  const { stdout, status } = spawnSync(process.execPath, [MAIN, "--version"], {
    encoding: "utf8",
    cwd: "/",
  });
  const manifest = join(import.meta.dirname, "../../package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  assert.deepEqual([stdout, status], [`${version}\n`, 0]);
});

test("it can be started by its name: the first line says with what", () => {
  assert.match(readFileSync(MAIN, "utf8"), /^#!\/usr\/bin\/env node\n/);
});

test("who reads no further does not make it fail: twist --help | head", async () => {
  const child = spawn(process.execPath, [MAIN, "--help"]);
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  child.stdout.destroy();
  const [status] = await once(child, "close");
  assert.deepEqual([status, said], [0, ""]);
});

test("a file that waits for what cannot come is a message, and not a silent end", () => {
  const folder = mkdtempSync(join(tmpdir(), "twist-"));
  const file = join(folder, "never.mjs");
  writeFileSync(file, "await new Promise(() => {});");
  const { stderr, status } = spawnSync(process.execPath, [MAIN, "run", file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.match(stderr, /^twist: the program waits for what cannot come any more: .*\n$/);
  assert.equal(status, 1);
});
