import assert from "node:assert/strict";
import { test } from "node:test";
import { control, NO_BYTES, numbersOf, Packet, resetFor } from "./packet.ts";

test("a control packet carries nothing but its flags", () => {
  assert.deepEqual(control("RST", 7), new Packet("RST", 7, NO_BYTES, false, 0, 0, 0, -1));
});

test("bytes, SYN and FIN take numbers", () => {
  assert.deepEqual(
    (["SYN", "SYN-ACK", "ACK", "PROBE", "RST"] as const).map((flags) => numbersOf(control(flags))),
    [1, 1, 0, 0, 0],
  );
  assert.equal(numbersOf({ ...control("ACK"), data: new Uint8Array(3), fin: true }), 4);
});

test('RFC 9293, 3.5.2: "If the incoming segment has an ACK field, the reset takes its sequence number from the ACK field"', () => {
  const { flags, seq } = resetFor(control("ACK", 10, 20));
  assert.deepEqual([flags, seq], ["RST", 20]);
});

test('… "otherwise, the reset has sequence number zero and the ACK field is set to the sum of the sequence number and segment length"', () => {
  const { flags, seq, ack } = resetFor(control("SYN", 10));
  assert.deepEqual([flags, seq, ack], ["RST", 0, 11]);
});
