import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { TLSWire } from "./tls-wire.ts";

test("what is written below TLS goes out; a write that is not taken ends with `sent`", async () => {
  let roomy = true;
  const sent: string[] = [];
  const wire = new TLSWire((bytes) => {
    sent.push(new TextDecoder().decode(bytes));
    return roomy;
  });
  const ended: string[] = [];
  wire.write("a", () => ended.push("a"));
  await turn();
  roomy = false;
  wire.write("b", () => ended.push("b"));
  wire.write("c", () => ended.push("c"));
  await turn();
  assert.deepEqual([sent, ended], [["a", "b"], ["a"]]);
  roomy = true;
  wire.sent();
  await turn();
  assert.deepEqual(
    [sent, ended],
    [
      ["a", "b", "c"],
      ["a", "b", "c"],
    ],
  );
});

test("what comes in is copied, and then ends", async () => {
  const wire = new TLSWire(() => true);
  const seen: string[] = [];
  const ours = new TextEncoder().encode("abc");
  wire.receive(ours);
  ours.fill(0);
  wire.on("data", (data: Buffer) => seen.push(data.toString()));
  wire.on("end", () => seen.push("end"));
  wire.receiveEnd();
  await turn();
  assert.deepEqual(seen, ["abc", "end"]);
});
