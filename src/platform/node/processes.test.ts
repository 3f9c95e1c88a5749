import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import type { PlatformError } from "../errors.ts";
import type { Command, ExitStatus } from "../process-port.ts";
import { ProcessGroups } from "./process-groups.ts";
import { processes } from "./processes.ts";
import { Recorder, until } from "./recorder.test-fixture.ts";

const command = (...args: string[]): Command => ({
  executable: args[0]!,
  args,
  env: null,
  leader: true,
  descriptors: new Map([
    [0, "pipe"],
    [1, "pipe"],
  ]),
});

async function run(command: Command, publicOnly = false) {
  const child = await processes(publicOnly).spawn(command);
  const ends: ExitStatus[] = [];
  child.start({ exited: (status) => ends.push(status) });
  const recorders = new Map<number, Recorder>();
  for (const [fd, pipe] of child.pipes) {
    const recorder = new Recorder();
    recorders.set(fd, recorder);
    pipe.start(recorder);
  }
  return { child, ends, recorders };
}

for (const publicOnly of [false, true]) {
  const how = publicOnly ? " (public API alone)" : "";

  test(`there and back, and its end is told once${how}`, async () => {
    const { child, ends, recorders } = await run(command("cat"), publicOnly);
    child.pipes.get(0)!.write(Buffer.from("hello"));
    await until(() => recorders.get(1)!.text === "hello");
    child.pipes.get(0)!.close();
    await until(() => ends.length === 1);
    assert.deepEqual(ends, [{ exitCode: 0, signal: null }]);
    await until(() => recorders.get(1)!.events.includes("ended"));
  });

  test(`what a paused pipe holds when the child ends is not read before it is wanted${how}`, async () => {
    const { child, ends, recorders } = await run(command("echo", "hello"), publicOnly);
    child.pipes.get(1)!.pauseReading();
    await until(() => ends.length === 1);
    await new Promise((done) => setTimeout(done, 20));
    assert.equal(recorders.get(1)!.text, "");
    child.pipes.get(1)!.resumeReading();
    await until(() => recorders.get(1)!.text === "hello\n");
  });
}

test("a child that closes its input is heard of", async () => {
  const { child, recorders } = await run(command("sh", "-c", "exec 0<&-; sleep 60"));
  await until(() => recorders.get(0)!.events.includes("ended"));
  child.signal("SIGKILL", "group");
});

test("signals: to whom has ended, ESRCH; what is none, EINVAL", async () => {
  const { child, ends } = await run(command("cat"));
  const codeOf = (signal: string | number, to: "child" | "group") => {
    try {
      child.signal(signal, to);
      return null;
    } catch (thrown) {
      return (thrown as PlatformError).code;
    }
  };
  assert.equal(codeOf("SIGNONE", "child"), "EINVAL");
  assert.equal(codeOf(1234, "child"), "EINVAL");
  // Node takes these for SIGTERM.
  for (const none of [Number.NaN, null, undefined] as never[])
    assert.equal(codeOf(none, "child"), "EINVAL");
  assert.equal(codeOf("SIGTERM", "child"), null);
  await until(() => ends.length === 1);
  assert.deepEqual(ends, [{ exitCode: null, signal: "SIGTERM" }]);
  assert.equal(codeOf("SIGTERM", "child"), "ESRCH");
  assert.equal(codeOf("SIGTERM", "group"), "ESRCH");
  assert.equal(child.groupLives(), false);
});

test("descriptors of ours are the child's too, those between are not there", async () => {
  const { ends, recorders } = await run({
    ...command("sh", "-c", "(echo five >&5) 2>/dev/null; echo seven >&7"),
    descriptors: new Map<number, "pipe" | number>([[7, "pipe"]]),
  });
  await until(() => ends.length === 1);
  await until(() => recorders.get(7)!.text === "seven\n");
});

test("X30: uid and gid, where we may", { skip: process.getuid?.() !== 0 }, async () => {
  const { recorders } = await run({
    ...command("sh", "-c", "id -u; id -g"),
    uid: 65_534,
    gid: 65_533,
  });
  await until(() => recorders.get(1)!.text === "65534\n65533\n");
});

test("a program that ends without its reactor takes its children with it", async () => {
  const program = `
    import { node } from "torsion/platform/node";
    const child = await node().processes.spawn({
      executable: "sleep", args: ["sleep", "60"], env: null, leader: true, descriptors: new Map(),
    });
    child.start({ exited() {} });
    console.log(child.pid);
    process.exit(3);`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", program]);
  assert.equal(done.status, 3, String(done.stderr));
  const pid = Number(String(done.stdout));
  const groups = new ProcessGroups();
  await until(() => !groups.lives(pid, false));
});

test("… and whom a child has left behind that has ended before", async () => {
  const program = `
    import { node } from "torsion/platform/node";
    const child = await node().processes.spawn({
      executable: "sh", args: ["sh", "-c", "sleep 60 & exit"], env: null, leader: true, descriptors: new Map(),
    });
    child.start({ exited() { console.log(child.pid, child.groupLives()); process.exit(3); } });`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", program]);
  const [pid, lived] = String(done.stdout).trim().split(" ");
  assert.deepEqual([done.status, lived], [3, "true"], String(done.stderr));
  const groups = new ProcessGroups();
  await until(() => !groups.lives(Number(pid), false));
});
