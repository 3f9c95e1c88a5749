import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Recorder, until } from "./recorder.test-fixture.ts";
import { StdioSocket } from "./stdio-socket.ts";

function stdio({ highWaterMark = 16_384, start = true } = {}) {
  const input = new PassThrough();
  const output = new PassThrough({ highWaterMark });
  const recorder = new Recorder();
  const closes = { input: 0, output: 0 };
  const socket = new StdioSocket(input, output, {
    input: () => {
      closes.input += 1;
    },
    output: () => {
      closes.output += 1;
    },
  });
  if (start) socket.start(recorder);
  return { input, output, recorder, socket, closes };
}

test("there and back, and the end when both directions have ended", async () => {
  const { input, output, recorder, socket, closes } = stdio();
  input.end("hello");
  await until(() => recorder.text === "hello" && recorder.events.includes("ended"));
  socket.write(Buffer.from("world"));
  assert.equal(String(output.read()), "world");
  socket.shutdown();
  socket.shutdown();
  output.resume();
  await until(() => recorder.events.includes("closed"));
  assert.deepEqual(recorder.events, ["data", "ended", "closed"]);
  assert.equal(closes.output, 1);
});

test("what is paused gets nothing until it is resumed", async () => {
  const { input, recorder, socket } = stdio();
  socket.pauseReading();
  input.write("x");
  await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual(recorder.events, []);
  socket.resumeReading();
  await until(() => recorder.text === "x");
});

test("an output that takes no more says so, and when it does again", async () => {
  const { output, recorder, socket } = stdio({ highWaterMark: 1 });
  assert.equal(socket.write(new Uint8Array(100)), false);
  assert.equal(socket.write(new Uint8Array(100)), false);
  assert.deepEqual(recorder.events, []);
  output.resume();
  await until(() => recorder.events.length > 0);
  assert.deepEqual(recorder.events, ["drained"]);
});

test("close flushes, does not wait for the input, and tells once", async () => {
  const { input, output, recorder, socket, closes } = stdio({ highWaterMark: 1 });
  socket.write(Buffer.from("first "));
  socket.write(Buffer.from("last"));
  socket.close();
  assert.equal(input.destroyed, true);
  assert.deepEqual(closes, { input: 1, output: 0 });
  let text = "";
  output.on("data", (data) => {
    text += data;
  });
  await until(() => recorder.events.includes("closed"));
  assert.deepEqual([text, closes], ["first last", { input: 1, output: 1 }]);
  socket.close();
  await new Promise((done) => setTimeout(done, 5));
  assert.equal(recorder.events.filter((event) => event === "closed").length, 1);
});

test("abort does not flush, lets go of the output, and tells later", async () => {
  const { recorder, socket, closes } = stdio();
  socket.write(Buffer.from("x"));
  socket.abort();
  assert.deepEqual(recorder.events, []);
  await until(() => recorder.events.includes("closed"));
  assert.deepEqual(closes, { input: 1, output: 1 });
});

test("an error of either is the end of both, once, with its code", async () => {
  for (const which of ["input", "output"] as const) {
    const made = stdio();
    made[which].destroy(Object.assign(new Error("broken"), { code: "EPIPE" }));
    await until(() => made.recorder.events.includes("closed EPIPE"));
    assert.equal(made.input.destroyed, true);
    made.socket.abort();
    await new Promise((done) => setTimeout(done, 5));
    assert.equal(made.recorder.events.length, 1);
    assert.deepEqual(made.closes, { input: 1, output: 1 });
  }
});

test("closed or broken before anybody is told, it tells nobody", async () => {
  const refused = stdio({ start: false });
  refused.socket.close();
  refused.output.resume();
  const broken = stdio({ start: false });
  broken.output.destroy(Object.assign(new Error("broken"), { code: "EPIPE" }));
  await until(() => refused.closes.output + broken.closes.output === 2);
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual([refused.recorder.events, broken.recorder.events], [[], []]);
});
