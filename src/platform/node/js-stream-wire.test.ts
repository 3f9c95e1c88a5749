import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { JSStreamWire } from "./js-stream-wire.ts";
import { nodeHandles } from "./node-handles.ts";

const handles = nodeHandles();
const skip = handles === null;

test("a write ends when it has been taken, and never within the call", { skip }, async () => {
  let roomy = true;
  const sent: string[] = [];
  const wire = new JSStreamWire(handles!, (bytes) => {
    sent.push(new TextDecoder().decode(bytes));
    return roomy;
  });
  const ended: string[] = [];
  wire.stream.write("a", () => ended.push("a"));
  assert.deepEqual([sent, ended], [["a"], []]);
  await turn();
  roomy = false;
  wire.stream.write("b", () => ended.push("b"));
  await turn();
  assert.deepEqual(ended, ["a"]);
  wire.sent();
  await turn();
  assert.deepEqual(
    [sent, ended],
    [
      ["a", "b"],
      ["a", "b"],
    ],
  );
  wire.destroy();
});

test("between `hold` and `settle` no write ends; `settle` says whether all have", {
  skip,
}, async () => {
  const roomy = { value: true };
  const wire = new JSStreamWire(handles!, () => roomy.value);
  let ended = 0;
  wire.hold();
  wire.stream.write("a", () => {
    ended += 1;
  });
  await turn();
  assert.equal(ended, 0);
  assert.equal(wire.settle(), true);
  roomy.value = false;
  wire.hold();
  wire.stream.write("b");
  assert.equal(wire.settle(), false);
  wire.destroy();
});

test("`settle` does not know of what was kept: where nothing was written, or inside of another hold", {
  skip,
}, async () => {
  const wire = new JSStreamWire(handles!, () => true);
  wire.hold();
  assert.equal(wire.settle(), false);
  wire.hold();
  wire.hold();
  wire.stream.write("a");
  assert.equal(wire.settle(), false);
  assert.equal(wire.settle(), true);
  wire.hold();
  assert.equal(wire.settle(), false);
  wire.destroy();
});

test("what comes in is told, and then the end; after destroy nothing is", { skip }, async () => {
  const wire = new JSStreamWire(handles!, () => true);
  const seen: string[] = [];
  wire.stream.on("data", (data: Buffer) => seen.push(data.toString()));
  wire.stream.on("end", () => seen.push("end"));
  wire.stream.resume();
  wire.receive(new TextEncoder().encode("abc"));
  wire.receiveEnd();
  await turn();
  assert.deepEqual(seen, ["abc", "end"]);
  wire.destroy();
  wire.sent();
  await turn();
});
