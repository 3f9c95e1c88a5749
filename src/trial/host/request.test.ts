import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { commandRequest, REQUEST_VARIABLE, tellCommand } from "./request.ts";

const module = new URL("request.js", import.meta.url).href;

test("without a command nothing is asked, and nothing is told", () => {
  assert.deepEqual(commandRequest(), {});
  tellCommand({ type: "began", id: "x" });
});

test("what is asked is taken out of the environment; what is told has been heard, whatever comes next", () => {
  const program = `
    import { commandRequest, tellCommand } from ${JSON.stringify(module)};
    console.log(JSON.stringify(commandRequest()), process.env.${REQUEST_VARIABLE});
    tellCommand({ type: "began", id: "T.test" });
    process.kill(process.pid, "SIGKILL");`;
  const request = { select: ["T"], random: 0, descriptor: 3 };
  const { output } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    encoding: "utf8",
    env: { ...process.env, [REQUEST_VARIABLE]: JSON.stringify(request) },
  });
  assert.equal(output[1], `${JSON.stringify(request)} undefined\n`);
  assert.equal(output[3], '{"type":"began","id":"T.test"}\n');
});
