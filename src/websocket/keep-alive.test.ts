import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../time/index.ts";
import { KeepAlive } from "./keep-alive.ts";

function watched(isListening: () => boolean = () => true) {
  const clock = new Clock();
  const seen: string[] = [];
  const keepAlive = new KeepAlive(clock, {
    seconds: 10,
    isListening,
    ping: () => seen.push(`ping ${clock.seconds()}`),
    silent: () => seen.push(`silent ${clock.seconds()}`),
  });
  keepAlive.begin();
  return { clock, seen, keepAlive };
}

test("a peer that says nothing is pinged, and given up when as much time passes again", () => {
  const { clock, seen } = watched();
  clock.pump([9, 1, 9, 1, 100]);
  assert.deepEqual(seen, ["ping 10", "silent 20"]);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("a peer that says something is left alone, and so is one that answers", () => {
  const { clock, seen, keepAlive } = watched();
  for (let i = 0; i < 3; i++) {
    keepAlive.heard();
    clock.advance(10);
  }
  assert.deepEqual(seen, []);
  clock.advance(10);
  keepAlive.heard();
  clock.pump([10, 10]);
  assert.deepEqual(seen, ["ping 40", "ping 60"]);
});

test("silence means nothing while nobody listens; and after the end nothing happens", () => {
  let isListening = false;
  const { clock, seen, keepAlive } = watched(() => isListening);
  clock.pump([10, 10, 10]);
  assert.deepEqual(seen, []);
  isListening = true;
  clock.advance(10);
  keepAlive.end();
  clock.advance(100);
  assert.deepEqual(seen, ["ping 40"]);
  assert.equal(clock.getDelayedCalls().length, 0);
});
