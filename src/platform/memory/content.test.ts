import assert from "node:assert/strict";
import { test } from "node:test";
import { Content, WRITE_BACK } from "./content.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const all = (content: Content): string => new TextDecoder().decode(content.read(0, content.length));

test("written, overwritten, lengthened with zeros, cut", () => {
  const content = new Content();
  content.write(0, bytes("hello"), 0);
  content.write(1, bytes("u"), 0);
  content.write(7, bytes("!"), 0);
  assert.equal(all(content), "hullo\0\0!");
  content.truncate(2, 0);
  content.truncate(4, 0);
  assert.equal(all(content), "hu\0\0");
});

test("what was read does not change", () => {
  const content = new Content();
  content.write(0, bytes("hello"), 0);
  const read = content.read(0, 5);
  content.write(0, bytes("j"), 0);
  assert.equal(new TextDecoder().decode(read), "hello");
});

/** What of it survives, by what chance says first. */
function survivors(write: (content: Content) => void, now = 0): string[] {
  return [0, 0.5, 0.9].map((fate) => {
    const content = new Content();
    write(content);
    const draws = [fate, 0.5];
    content.crash(now, () => draws.shift()!);
    return all(content);
  });
}

test("what was synced survives; of what was appended since, nothing, some or all", () => {
  const append = (content: Content): void => {
    content.write(0, bytes("1234"), 0);
    content.sync();
    content.write(4, bytes("5678"), 0);
  };
  assert.deepEqual(survivors(append), ["1234", "123456", "12345678"]);
});

test("what was overwritten or cut is what it was, the beginning of the new, or the new", () => {
  const rewrite = (content: Content): void => {
    content.write(0, bytes("1234"), 0);
    content.sync();
    content.truncate(0, 0);
    content.write(0, bytes("abcdef"), 0);
  };
  assert.deepEqual(survivors(rewrite), ["1234", "abc", "abcdef"]);
});

test("after half a minute it is on the disk by itself", () => {
  const old = (content: Content): void => content.write(0, bytes("1234"), 0);
  assert.deepEqual(survivors(old, WRITE_BACK + 1), ["1234", "1234", "1234"]);
  const oldAndNew = (content: Content): void => {
    content.write(0, bytes("1234"), 0);
    content.write(4, bytes("5"), WRITE_BACK + 1);
  };
  assert.equal(survivors(oldAndNew, WRITE_BACK + 1)[0], "1234");
});
