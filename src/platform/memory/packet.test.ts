import assert from "node:assert/strict";
import { test } from "node:test";
import { control, NO_BYTES } from "./packet.ts";

test("a control packet carries nothing but its flags", () => {
  assert.deepEqual(control("RST"), {
    flags: "RST",
    seq: 0,
    data: NO_BYTES,
    fin: false,
    ack: 0,
    window: 0,
  });
  assert.equal(NO_BYTES.length, 0);
});
