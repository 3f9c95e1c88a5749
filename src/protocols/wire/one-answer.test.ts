import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { OneAnswer } from "./one-answer.ts";

test("it says it, and closes when that is sent", () => {
  class Hello extends OneAnswer {
    protected override answer(): Uint8Array {
      return utf8("hello");
    }
  }
  const transport = new StringTransport();
  new Hello().makeConnection(transport);
  assert.equal(text(transport.value()), "hello");
  assert.deepEqual([transport.disconnecting, transport.disconnected], [true, false]);
});
