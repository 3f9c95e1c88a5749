import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageFromThread, MessageToThread } from "./messages.ts";
import { describeThrown } from "./thrown.ts";

test("every message is a structured clone of itself", () => {
  const thrown = describeThrown(new RangeError("on purpose", { cause: new Error("why") }));
  const messages: (MessageToThread | MessageFromThread)[] = [
    { type: "call", call: 1, module: "data:text/javascript,", name: "f", args: [1] },
    { type: "answer", ask: 1, outcome: { thrown } },
    { type: "result", call: 1, outcome: { value: new Uint8Array(1) } },
    { type: "ask", call: 1, ask: 2, name: "g", args: [], wake: new Int32Array(1) },
    { type: "forget", ask: 2 },
  ];
  for (const message of messages) assert.deepEqual(structuredClone(message), message);
});
