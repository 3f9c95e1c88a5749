import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { node } from "./node.ts";

const platform = node();

test("now never goes back and is in seconds; wallClock is the time of day", async () => {
  const [now, wall] = [platform.now(), platform.wallClock()];
  await wait(20);
  const passed = platform.now() - now;
  assert.ok(passed >= 0.015 && passed < 5, `${passed}`);
  assert.ok(platform.wallClock() >= wall);
  assert.ok(wall > 1_700_000_000 && wall < 10_000_000_000);
});

test("soon runs when this code is done and before anything from outside", async () => {
  const order: string[] = [];
  setImmediate(() => order.push("outside"));
  platform.soon(() => order.push("soon"));
  order.push("now");
  await wait(5);
  assert.deepEqual(order, ["now", "soon", "outside"]);
});

test("random is at least 0 and less than 1", () => {
  for (let i = 0; i < 100; i++) {
    const number = platform.random();
    assert.ok(number >= 0 && number < 1);
  }
});

test("signals are received until given back, and other listeners are left alone", async () => {
  const received: string[] = [];
  const before = process.listenerCount("SIGHUP");
  const giveBack = platform.signals(["SIGHUP", "SIGTERM"], (name) => received.push(name));
  process.kill(process.pid, "SIGHUP");
  for (let i = 0; i < 200 && received.length === 0; i++) await wait(5);
  assert.deepEqual(received, ["SIGHUP"]);
  giveBack();
  assert.equal(process.listenerCount("SIGHUP"), before);
  assert.equal(process.listenerCount("SIGTERM"), 0);
});

/** Run `code` as a program that has `node` at hand; gives how it ended, or null if it still ran after a while. */
async function ending(code: string): Promise<number | string | null> {
  const module = new URL("./node.js", import.meta.url).href;
  const program = `import { node } from ${JSON.stringify(module)}; const platform = node(); ${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  if (code.includes("still here")) {
    await once(child.stdout, "data");
    const ended = await Promise.race([exit, wait(150)]);
    child.kill("SIGKILL");
    await exit;
    return ended === undefined ? null : (ended[0] ?? ended[1]);
  }
  const [status, signal] = await exit;
  return status ?? signal;
}

test("hold keeps the process alive, until it is let go", async () => {
  assert.equal(await ending('platform.hold(); console.log("still here");'), null);
  assert.equal(await ending("const letGo = platform.hold(); letGo();"), 0);
});

test("a platform that nobody uses keeps no process alive", async () => {
  assert.equal(await ending("platform.now();"), 0);
});
