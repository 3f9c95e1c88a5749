import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageReader, type WorkerMessage } from "./messages.ts";

test("messages come out whole, however they are cut, and what is none is left out", () => {
  const messages: WorkerMessage[] = [
    { type: "began", id: "S.t" },
    { type: "result", id: "S.t", outcome: "success", detail: "a\nb", seconds: 1 },
  ];
  const text = `${messages.map((each) => JSON.stringify(each)).join("\n")}\nnoise\n5\nnull\n{}\n`;
  for (let size = 1; size < text.length; size++) {
    const heard: WorkerMessage[] = [];
    const reader = new MessageReader((message) => heard.push(message));
    for (let at = 0; at < text.length; at += size) reader.read(text.slice(at, at + size));
    assert.deepEqual(heard, messages);
  }
});

test("a line without an end is not kept without one", () => {
  const heard: WorkerMessage[] = [];
  const reader = new MessageReader((message) => heard.push(message));
  const chunk = "x".repeat(1 << 20);
  for (let n = 0; n < 50; n++) reader.read(chunk);
  reader.read('\n{"type":"over","id":""}\n');
  assert.deepEqual(heard, [{ type: "over", id: "" }]);
});
