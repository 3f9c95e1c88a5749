import assert from "node:assert/strict";
import { test } from "node:test";
import { PlatformError } from "../errors.ts";
import { MemoryEnvironment } from "./environment.ts";
import { MemoryNetwork } from "./network.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("what was put there is there", () => {
  const surroundings = new MemoryEnvironment();
  surroundings.variables.set("HOME", "somewhere");
  surroundings.files.set("/etc/keys/b.pem", bytes("key"));
  surroundings.files.set("/etc/keys/a.pem", bytes(""));
  surroundings.files.set("/etc/motd", bytes("hello"));
  const { pid, variable, readFile, listFiles } = surroundings.platform(7);
  assert.equal(pid, 7);
  assert.deepEqual([variable("HOME"), variable("PATH")], ["somewhere", undefined]);
  assert.deepEqual(readFile("/etc/keys/b.pem"), bytes("key"));
  assert.deepEqual(listFiles("/etc"), ["keys", "motd"]);
  assert.deepEqual(listFiles("/etc/keys/"), ["a.pem", "b.pem"]);
  for (const read of [readFile, listFiles])
    assert.throws(
      () => read("/nowhere"),
      (error) => error instanceof PlatformError && error.code === "ENOENT",
    );
});

test("a program cannot change a file by what it was given", () => {
  const surroundings = new MemoryEnvironment();
  surroundings.files.set("/motd", bytes("hello"));
  surroundings.platform(1).readFile("/motd").fill(0);
  assert.deepEqual(surroundings.files.get("/motd"), bytes("hello"));
});

test("each host has its own, and keeps it when it crashes", () => {
  const network = new MemoryNetwork();
  network.environment("a").files.set("/motd", bytes("hello"));
  assert.deepEqual(network.host("a").environment.readFile("/motd"), bytes("hello"));
  network.crash("a");
  network.restart("a");
  assert.deepEqual(network.host("a").environment.readFile("/motd"), bytes("hello"));
  assert.throws(() => network.host("b").environment.readFile("/motd"), PlatformError);
});

test("plugins are those of the group that is asked for", () => {
  const network = new MemoryNetwork();
  const plugin = { group: "endpoints", name: "pigeon", package: "coop", load: () => ({}) };
  const { plugins } = network.environment("a");
  plugins.push(plugin, { ...plugin, group: "twist" });
  assert.deepEqual(network.host("a").environment.plugins("endpoints"), [plugin]);
  assert.deepEqual(network.host("b").environment.plugins("endpoints"), []);
});
