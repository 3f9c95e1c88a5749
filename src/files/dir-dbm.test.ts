import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles, MemoryNetwork } from "../platform/memory/index.ts";
import { DirDBM, decodeKey, encodeKey } from "./dir-dbm.ts";
import { FilePath } from "./file-path.ts";
import { unlessCode } from "./whole-file.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("names of files are Twisted's", () => {
  for (const [key, name] of [
    ["key", "a2V5_"],
    ["?>?>", "Pz4-Pg==_"],
    ["x".repeat(58), `${btoa("x".repeat(57))}_eA==_`],
  ] as const) {
    assert.equal(encodeKey(bytes(key)), name);
    assert.deepEqual(decodeKey(name), bytes(key));
  }
  assert.throws(() => encodeKey(new Uint8Array(0)), RangeError);
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(decodeKey(encodeKey(every)), every);
});

test("as a map is used", () => {
  const files = new MemoryFiles().platform(() => true);
  const store = new DirDBM(new FilePath("/db", files));
  assert.equal(store.get("a"), undefined);
  store.set("a", "1").set(Uint8Array.of(0, 255), Uint8Array.of(7));
  assert.deepEqual(
    [store.get("a"), store.size, store.has("a"), store.has("b")],
    [bytes("1"), 2, true, false],
  );
  store.set("a", "2");
  assert.deepEqual([...store].map(([key]) => key.length).sort(), [1, 2]);
  assert.deepEqual(store.values().length, 2);
  assert.deepEqual(
    [store.setdefault("a", "3"), store.setdefault("b", "3")],
    [bytes("2"), bytes("3")],
  );
  assert.equal(store.getModificationTime("a"), 0);
  assert.equal(store.getModificationTime("none"), undefined);
  const copy = store.copyTo(new FilePath("/copy", files));
  assert.deepEqual([store.delete("a"), store.delete("a"), copy.size], [true, false, 3]);
  assert.throws(() => store.copyTo(new FilePath("/db", files)), RangeError);
  copy.update([["c", "d"]]);
  copy.clear();
  assert.equal(copy.size, 0);
});

test("a crash at any step leaves the old value or the new; what has returned is kept", () => {
  const outcomes = new Set<string>();
  let at = 0;
  for (let finished = false; !finished; ) {
    at += 1;
    for (let seed = 0; seed < 10; seed++) {
      const network = new MemoryNetwork({ seed });
      const disk = network.files("a");
      const open = (): DirDBM => new DirDBM(new FilePath("/db", network.host("a").files));
      open().set("old", "1");
      let count = 0;
      disk.before = () => {
        count += 1;
        if (count === at) network.crash("a");
        return undefined;
      };
      const done = unlessCode(["EIO", "EBADF"], () => open().set("old", "2").set("new", "3"));
      finished = done;
      disk.before = null;
      if (done) network.crash("a");
      network.restart("a");
      const store = open();
      const found = store
        .entries()
        .map(
          ([key, value]) => `${new TextDecoder().decode(key)}${new TextDecoder().decode(value)}`,
        );
      assert.ok(["old1", "old2", "new3,old2"].includes(found.sort().join()), found.join());
      if (done) assert.equal(found.length, 2);
      assert.ok(
        disk.paths.every((path) => !path.includes(".")),
        "it is tidy again",
      );
      outcomes.add(found.join());
    }
  }
  assert.equal(outcomes.size, 3);
});

test("what a crash of Twisted's has left is tidied up as Twisted does", () => {
  const disk = new MemoryFiles().set("/db/YQ==_.new", "half").set("/db/Yg==_.rpl", "whole");
  disk.set("/db/Yw==_", "old").set("/db/Yw==_.rpl", "half");
  const store = new DirDBM(
    new FilePath(
      "/db",
      disk.platform(() => true),
    ),
  );
  assert.deepEqual(disk.paths, ["/db/Yg==_", "/db/Yw==_"]);
  assert.deepEqual([store.get("b"), store.get("c")], [bytes("whole"), bytes("old")]);
});
