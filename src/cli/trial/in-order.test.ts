import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { InOrder } from "./in-order.ts";

test("the first speaks at once, the next when it is their turn, also one that has long ended", () => {
  const said: string[] = [];
  const inOrder = new InOrder();
  const [a, b, c] = [inOrder.add(), inOrder.add(), inOrder.add()];
  c.say(() => said.push("c1"));
  b.say(() => said.push("b1"));
  a.say(() => said.push("a1"));
  assert.deepEqual(said, ["a1"]);
  inOrder.end(b);
  assert.deepEqual(said, ["a1"]);
  inOrder.end(a);
  assert.deepEqual(said, ["a1", "b1", "c1"]);
  c.say(() => said.push("c2"));
  inOrder.end(c);
  inOrder.add().say(() => said.push("d"));
  assert.deepEqual(said, ["a1", "b1", "c1", "c2", "d"]);
});

test("what is written while it waits is kept up to a limit, and it says that there was more", () => {
  const inOrder = new InOrder();
  const first = inOrder.add();
  const second = inOrder.add();
  const target = new PassThrough({ encoding: "utf8", highWaterMark: 1 << 24 });
  const stream = second.streamTo(target);
  for (let n = 0; n < 100; n++) stream.write("x".repeat(1 << 16));
  assert.equal(target.read(), null);
  inOrder.end(first);
  stream.write("again");
  const text = String(target.read());
  assert.match(text, /x\n\(output left out: more than 1 MiB\)\nagain$/);
  assert.ok(text.length < (1 << 20) + 100);
});
