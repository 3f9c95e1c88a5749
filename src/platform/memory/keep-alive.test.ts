import assert from "node:assert/strict";
import { test } from "node:test";
import { WorldEvents } from "./events.ts";
import { KeepAlive } from "./keep-alive.ts";

function idle() {
  const events = new WorldEvents();
  const seen: string[] = [];
  const owner = {
    isBusy: false,
    now: () => events.now(),
    after: (seconds: number, run: () => void) => events.after(seconds, run),
    transmitProbe: () => void seen.push(`probe ${events.now()}`),
    unanswered: () => void seen.push(`unanswered ${events.now()}`),
  };
  return { events, owner, seen, keepAlive: new KeepAlive(owner) };
}

test('RFC 9293, 3.8.4: the interval "MUST default to no less than two hours": after 7,200 s a probe every 75 s, and after nine the peer is gone', () => {
  const { events, seen } = idle();
  events.advance(7199);
  assert.deepEqual(seen, []);
  events.advance(10_000);
  assert.deepEqual(
    seen,
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((nth) => `probe ${7200 + 75 * nth}`).concat("unanswered 7875"),
  );
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY);
});

test("whatever is heard begins the two hours anew", () => {
  const { events, seen, keepAlive } = idle();
  events.advance(7000);
  keepAlive.heard();
  events.advance(7199);
  assert.deepEqual(seen, []);
  events.advance(1);
  keepAlive.heard();
  events.advance(7199);
  assert.deepEqual(seen, ["probe 14200"]);
});

test("while something waits for an answer anyway, nothing is asked; stopped, never", () => {
  const { events, owner, seen, keepAlive } = idle();
  owner.isBusy = true;
  events.advance(8000);
  assert.deepEqual(seen, []);
  keepAlive.stop();
  assert.equal(events.nextAt(), Number.POSITIVE_INFINITY);
});
