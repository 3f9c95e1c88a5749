import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { Keys } from "./keys.ts";

const ALL = "a\u001b[A\u001bOBé日🙂\u001b[5~\t\r\u007f\u0003\u001b[Z\f";
const NAMES = [
  ...["a", "up", "down", "é", "日", "🙂", "page-up", "tab", "enter", "backspace", "ctrl-c"],
  ...["shift-tab", "ctrl-l"],
];

test("characters, and sequences of terminals, by their names", () => {
  assert.deepEqual(new Keys().feed(utf8(ALL)), NAMES);
});

test("bytes come cut anywhere", () => {
  const bytes = utf8(ALL);
  for (let at = 0; at <= bytes.length; at++) {
    const keys = new Keys();
    assert.deepEqual(
      [...keys.feed(bytes.subarray(0, at)), ...keys.feed(bytes.subarray(at))],
      NAMES,
    );
  }
  const one = new Keys();
  assert.deepEqual(
    [...bytes].flatMap((byte) => one.feed(new Uint8Array([byte]))),
    NAMES,
  );
});

test("a lone escape is the key, once nothing comes behind it", () => {
  const keys = new Keys();
  assert.deepEqual(keys.feed(utf8("\u001b")), []);
  assert.equal(keys.waits, true);
  assert.deepEqual(keys.flush(), ["escape"]);
  assert.equal(keys.waits, false);
  assert.deepEqual(keys.flush(), []);
  assert.deepEqual(keys.feed(utf8("\u001bx")), ["escape", "x"]);
});

test("of what is not known nothing is left, and a sequence without end does not grow", () => {
  const keys = new Keys();
  assert.deepEqual(keys.feed(utf8("\u001b[200~\u001b[?1;2ca\u0001")), ["a"]);
  const endless = new Keys();
  endless.feed(utf8(`\u001b[${"1;".repeat(1000)}`));
  assert.equal(endless.waits, false);
});
