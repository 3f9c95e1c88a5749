import assert from "node:assert/strict";
import { test } from "node:test";
import { SOCKSMessageError } from "./errors.ts";
import { fieldText, hostName, hostNameBytes, parseWith, portBytes } from "./message.ts";

test("what is read is read in order, and nothing of it where there is too little", () => {
  const bytes = Uint8Array.of(5, 1, 187, 2, 97, 98, 99, 0, 7);
  const parsed = parseWith(bytes, (reader) => [
    reader.byte(),
    reader.port(),
    [...reader.counted("field")],
    [...reader.terminated("text")],
  ]);
  assert.deepEqual(parsed, { message: [5, 443, [97, 98], [99]], length: 8 });
  assert.equal(
    parseWith(bytes, (reader) => reader.take(10)),
    null,
  );
});

test("a field without an end is an error after 255 bytes, and not before", () => {
  const endless = new Uint8Array(300).fill(97);
  const read = (length: number) =>
    parseWith(endless.subarray(0, length), (it) => it.terminated("user id"));
  assert.equal(read(255), null);
  assert.throws(() => read(256), /the user id does not end within 255 bytes/);
  const longest = new Uint8Array(256).fill(97);
  longest[255] = 0;
  assert.equal(parseWith(longest, (it) => it.terminated("user id"))?.message.length, 255);
});

test("an exception of another kind is no message that is not whole", () => {
  assert.throws(
    () =>
      parseWith(new Uint8Array(1), () => {
        throw new RangeError("boom");
      }),
    RangeError,
  );
});

test("names of hosts are printable ASCII", () => {
  assert.equal(hostName(Uint8Array.of(97, 46, 98)), "a.b");
  for (const wrong of [[], [97, 0], [97, 32], [127], [200]])
    assert.throws(() => hostName(Uint8Array.from(wrong)), SOCKSMessageError);
  for (const wrong of ["", "a b", "a\0b", "bücher.example", "a".repeat(256)])
    assert.throws(() => hostNameBytes(wrong), SOCKSMessageError);
  assert.equal(hostNameBytes("a".repeat(255)).length, 255);
});

test("texts are UTF-8, ports have two bytes", () => {
  assert.equal(fieldText(Uint8Array.of(0xc3, 0xbc), "username"), "ü");
  assert.throws(() => fieldText(Uint8Array.of(0xff), "username"), /the username is no UTF-8/);
  assert.deepEqual(portBytes(443), [1, 187]);
  for (const wrong of [-1, 65_536, 1.5, Number.NaN])
    assert.throws(() => portBytes(wrong), SOCKSMessageError);
});
