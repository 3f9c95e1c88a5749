import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { REQUEST_VARIABLE } from "../../trial/index.ts";
import { TrialWorld } from "./trial-world.test-fixture.ts";

const world = new TrialWorld();
after(() => world.close());
const WORKER = fileURLToPath(new URL("worker-main.js", import.meta.url));

function load(text: string) {
  world.write("a.test.mjs", text);
  const { output, status } = spawnSync(process.execPath, [WORKER, join(world.cwd, "a.test.mjs")], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...process.env, [REQUEST_VARIABLE]: "{}" },
  });
  return { out: output[1]!, messages: output[3]!.trim().split("\n"), status };
}

test("it says which classes of tests the module exports, and the tests do not see the request", () => {
  const { out, messages } = load(
    `export class A extends TestCase {}\nexport default class B extends TestCase {}
export const other = class {};\nexport const five = 5;
console.log(process.env.${REQUEST_VARIABLE}, process.argv.length, process.argv[1].slice(-10));`,
  );
  assert.deepEqual(JSON.parse(messages[0]!), { type: "loaded", exported: ["A", "B"] });
  assert.match(out, /^undefined 2 a\.test\.mjs\n/);
});

test("a module that cannot be loaded is an error of the file", () => {
  const { messages, status } = load(`throw new RangeError("x");`);
  const message = JSON.parse(messages[0]!) as Record<string, string>;
  assert.deepEqual([message.type, message.id, message.outcome], ["result", "", "error"]);
  assert.match(message.detail!, /^RangeError: x\n/);
  assert.equal(status, 1);
});
