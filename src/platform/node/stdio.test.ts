import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

/** Run a program whose `socket` is standard input and output; what it says on its standard error. */
function run(code: string) {
  const program = `
    import { fstatSync, openSync, writeSync } from "node:fs";
    import { node } from "torsion/platform/node";
    const socket = node().stdio.open();
    const say = (text) => writeSync(2, text + "\\n");
    ${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
  const said = { out: "", err: "" };
  child.stdout.on("data", (data) => {
    said.out += data;
  });
  child.stderr.on("data", (data) => {
    said.err += data;
  });
  return { child, said };
}

test("X33: who reads the output sees its end while the program goes on, and nothing of what is printed then", async () => {
  const { child, said } = run(`
    socket.start({ data() {}, drained() {}, ended() {}, closed() {} });
    socket.write(Buffer.from("out"));
    socket.shutdown();
    const timer = setInterval(() => {
      if (!fstatSync(1).isCharacterDevice()) return;
      clearInterval(timer);
      console.log("to nowhere");
      if (openSync("/dev/null") === 1) say("the descriptor is free");
    }, 5);
    process.stdin.on("close", () => say("end"));`);
  await once(child.stdout, "end");
  assert.equal(child.exitCode, null);
  child.stdin.end();
  const [code] = await once(child, "close");
  assert.deepEqual([code, said.out, said.err], [0, "out", "end\n"]);
});

test("it can be opened once", async () => {
  const { child, said } = run(`
    try { node().stdio.open(); } catch (thrown) { say(thrown.name + " " + thrown.code); }`);
  child.stdin.end();
  await once(child, "close");
  assert.equal(said.err, "PlatformError EBUSY\n");
});
