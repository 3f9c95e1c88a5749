import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

const folder = mkdtempSync(join(tmpdir(), "torsion-react-"));
after(() => rmSync(folder, { recursive: true }));
let scripts = 0;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A script of `body`; `signal` is sent when it has said "ready". */
async function script(body: string, signal?: NodeJS.Signals): Promise<Ended> {
  const program = `
    import { react } from ${url("./index.js")};
    import { inlineCallbacks, Deferred } from ${url("../../deferred/index.js")};
    import { deferLater, SystemExit } from ${url("../../task/index.js")};
    ${body}`;
  const file = join(folder, `${scripts++}.mjs`);
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file, "a", "b"], { timeout: 20_000 });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
    if (signal !== undefined && stdout === "ready\n") child.kill(signal);
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

test("a script gets its arguments, and ends with 0 when it is done", async () => {
  const ended = await script(`
    react(async (reactor, ...argv) => {
      await deferLater(reactor, 0.01);
      console.log(argv.join());
    });`);
  assert.deepEqual(ended, { code: 0, stdout: "a,b\n", stderr: "" });
});

test("a script that fails says why, and ends with 1", async () => {
  const { code, stderr } = await script(`react(() => { throw new RangeError("no such thing"); });`);
  assert.equal(code, 1);
  assert.match(stderr, /main function encountered error[\s\S]*RangeError: no such thing/);
});

test("a script that wants another status says nothing", async () => {
  const ended = await script(`react(async () => { throw new SystemExit(7); });`);
  assert.deepEqual(ended, { code: 7, stdout: "", stderr: "" });
});

test("Ctrl-C: a generator cleans up, and the process ends with 0", async () => {
  const ended = await script(
    `react((reactor) => inlineCallbacks(function* () {
      reactor.callWhenRunning(() => console.log("ready"));
      try {
        yield* new Deferred();
      } finally {
        yield* deferLater(reactor, 0.01);
        console.log("cleaned up");
      }
    }));`,
    "SIGINT",
  );
  assert.deepEqual(ended, { code: 0, stdout: "ready\ncleaned up\n", stderr: "" });
});

test("Ctrl-C: an async function that waits does not keep the process", async () => {
  const ended = await script(
    `react(async (reactor) => {
      reactor.callWhenRunning(() => console.log("ready"));
      await new Deferred();
    });`,
    "SIGINT",
  );
  assert.deepEqual(ended, { code: 0, stdout: "ready\n", stderr: "" });
});
