import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { succeed } from "../deferred/index.ts";
import { type ByteSource, readerOf } from "./byte-source.ts";
import { ascii, bytes } from "./wire.test-fixture.ts";

async function allOf(source: ByteSource, size = 4): Promise<string[]> {
  const reader = readerOf(source, size);
  const pieces: string[] = [];
  for (;;) {
    const piece = await reader.next();
    if (piece === null) return pieces;
    pieces.push(ascii(piece));
  }
}

async function* slowly(...pieces: string[]) {
  for (const piece of pieces) yield bytes(piece);
}

test("iterables, asynchronous ones, web streams and Node's", async () => {
  assert.deepEqual(await allOf([bytes("a"), bytes("bc")]), ["a", "bc"]);
  assert.deepEqual(await allOf(slowly("a", "bc")), ["a", "bc"]);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes("web"));
      controller.close();
    },
  });
  assert.deepEqual(await allOf(stream), ["web"]);
  const node = new PassThrough();
  node.end("node");
  assert.deepEqual(await allOf(node), ["node"]);
});

test("what is read by size, at once or later, until there is nothing", async () => {
  for (const later of [false, true])
    for (const end of [null, new Uint8Array(0)]) {
      const sizes: number[] = [];
      const pieces = [bytes("abcd"), bytes("e"), end];
      const read = (size: number) => {
        sizes.push(size);
        const piece = pieces.shift()!;
        return later ? succeed(piece) : piece;
      };
      assert.deepEqual(await allOf({ read }), ["abcd", "e"]);
      assert.deepEqual(sizes, [4, 4, 4]);
    }
});

test("without waiting, where the source does not make us", () => {
  const reader = readerOf([bytes("a")], 4);
  assert.ok(reader.next() instanceof Uint8Array);
  assert.equal(reader.next(), null);
});

test("a FileHandle is read from where it stands, by the size, and stays open", async () => {
  const folder = mkdtempSync(join(tmpdir(), "torsion-file-"));
  const path = join(folder, "x");
  writeFileSync(path, "0123456789");
  const handle = await open(path);
  await handle.read(Buffer.alloc(2), 0, 2);
  assert.deepEqual(await allOf(handle), ["2345", "6789"]);
  assert.equal((await handle.stat()).size, 10);
  await handle.close();
  rmSync(folder, { recursive: true });
});

test("closed, a source lets go of what it has; what goes wrong then is nobody's affair", async () => {
  let released = 0;
  function* pieces() {
    try {
      yield bytes("a");
      yield bytes("b");
    } finally {
      released += 1;
    }
  }
  const reader = readerOf(pieces(), 4);
  reader.next();
  reader.close();
  const stream = new ReadableStream<Uint8Array>({
    cancel() {
      released += 1;
      throw new Error("no");
    },
  });
  readerOf(stream, 4).close();
  assert.equal(released, 2);
  const thrower = { next: () => ({ done: false, value: bytes("a") }), return: () => assert.fail() };
  readerOf({ [Symbol.iterator]: () => thrower as never }, 4).close();
  readerOf({ read: () => null }, 4).close();
  await new Promise((done) => setImmediate(done));
});
