import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "./files.ts";
import { MemoryNetwork } from "./network.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("what a test puts there, programs find; what they write, the test finds", () => {
  const network = new MemoryNetwork();
  const disk = network.files("a").set("/etc/motd", "hello");
  const { files } = network.host("a");
  assert.deepEqual(files.readFile("/etc/motd"), bytes("hello"));
  const file = files.open("/etc/new", "w");
  file.write(bytes("written"));
  assert.equal(disk.text("/etc/new"), "written");
  assert.deepEqual([disk.has("/etc/none"), disk.get("/etc"), disk.used], [false, undefined, 12]);
  assert.deepEqual(disk.paths, ["/etc/motd", "/etc/new"]);
  assert.ok(disk.delete("/etc/motd"));
  assert.ok(!disk.delete("/etc/motd"));
  assert.throws(() => disk.set("/etc", "x"), { code: "EISDIR" });
  assert.deepEqual(network.environment("a").files, disk);
});

test("each host has its own, stamped by its own clock", () => {
  const network = new MemoryNetwork({ epoch: 1000 });
  const { files } = network.host("a");
  network.jump("a", 50);
  files.open("/x", "w").close();
  assert.equal(files.stat("/x").modified, 1050);
  assert.throws(() => network.host("b").files.stat("/x"), { code: "ENOENT" });
});

test("faults on demand, and writes that are cut short", () => {
  const network = new MemoryNetwork();
  const disk = network.files("a");
  const { files } = network.host("a");
  const file = files.open("/x", "w");
  disk.before = ({ name }) => (name === "write" ? 2 : undefined);
  assert.equal(file.write(bytes("hello")), 2);
  disk.before = ({ name, path }) => (name === "sync" && path === "/x" ? "EIO" : undefined);
  assert.throws(() => file.sync(), { code: "EIO", message: /\/x/ });
  disk.before = null;
  assert.equal(disk.text("/x"), "he");
});

test("a full disk takes what fits, and then nothing, until there is room", () => {
  const network = new MemoryNetwork();
  const disk = network.files("a");
  disk.capacity = 8;
  const file = network.host("a").files.open("/x", "a");
  assert.deepEqual([file.write(bytes("12345")), file.write(bytes("67890"))], [5, 3]);
  assert.throws(() => file.write(bytes("x")), { code: "ENOSPC" });
  file.truncate(2);
  assert.equal(file.write(bytes("x")), 1);
});

test("a program that was killed leaves all that it wrote, and what it had open is closed", () => {
  const network = new MemoryNetwork();
  const { files } = network.host("a");
  const file = files.open("/x", "w");
  file.write(bytes("here"));
  files.unlink("/x");
  network.kill("a");
  assert.deepEqual([network.files("a").opened, network.files("a").used], [0, 0]);
  assert.throws(() => file.write(bytes("x")), { code: "EBADF" });
  assert.throws(() => files.stat("/"), { code: "EIO" });
});

test("the power goes: what was synced is there, by the seed the rest or not", () => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    const network = new MemoryNetwork({ seed });
    const { files } = network.host("a");
    const file = files.open("/x", "w");
    file.write(bytes("12"));
    file.sync();
    files.syncDirectory("/");
    file.write(bytes("34"));
    files.open("/y", "w").close();
    network.crash("a");
    const disk = network.files("a");
    assert.ok(disk.text("/x")!.startsWith("12"));
    outcomes.add(`${disk.text("/x")} ${disk.has("/y")}`);
    file.close();
    assert.equal(disk.used, disk.get("/x")!.length);
  }
  assert.ok(outcomes.size >= 5, [...outcomes].join(", "));
});

test("a crash in the middle: what comes after has not happened", () => {
  const network = new MemoryNetwork();
  network.files("a").before = ({ name }) => {
    if (name === "rename") network.crash("a");
    return undefined;
  };
  network.files("a").set("/x", "x");
  const { files } = network.host("a");
  assert.throws(() => files.rename("/x", "/y"), { code: "EIO" });
  assert.deepEqual(network.files("a").paths, ["/x"]);
});

test("an open file is a descriptor", () => {
  const network = new MemoryNetwork();
  const { files } = network.host("a");
  network.limit("a", { descriptors: 1 });
  const one = files.open("/x", "w");
  assert.throws(() => files.open("/x", "r"), { code: "EMFILE" });
  one.close();
  files.open("/x", "r").close();
});

test("by itself it needs no network", () => {
  assert.equal(
    new MemoryFiles()
      .set("/a/b", "c")
      .platform(() => true)
      .list("/a")[0],
    "b",
  );
});
