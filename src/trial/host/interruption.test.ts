import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { tellOfInterrupt } from "./interruption.ts";

class Host extends EventEmitter {
  readonly pid = 7;
  readonly kills: [number, string][] = [];
  kill(pid: number, signal: string): void {
    this.kills.push([pid, signal]);
  }
}

test("an interrupt is told of once, and ends the process as it would have", () => {
  const host = new Host();
  const written: string[] = [];
  const stop = tellOfInterrupt(
    () => "the queue: seed 17",
    host,
    (text) => written.push(text),
  );
  host.emit("SIGINT");
  assert.deepEqual(written, [
    '\ninterrupted at "the queue: seed 17", which TORSION_REPLAY takes\n',
  ]);
  assert.deepEqual(host.kills, [[7, "SIGINT"]]);
  stop();
});

test("who else listens decides what becomes of the process; and afterwards nobody of ours listens", () => {
  const host = new Host();
  const written: string[] = [];
  host.on("SIGINT", () => {});
  const stop = tellOfInterrupt(
    () => null,
    host,
    (text) => written.push(text),
  );
  host.emit("SIGINT");
  assert.deepEqual([written, host.kills], [[], []]);
  stop();
  const again = tellOfInterrupt(
    () => "x",
    host,
    (text) => written.push(text),
  );
  again();
  host.emit("SIGINT");
  assert.deepEqual(written, []);
  assert.equal(host.listenerCount("SIGINT"), 1);
});
