import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import { capturedLogs, formatEvent } from "../../logger/index.ts";
import { Notifications } from "./notifications.ts";

function sending() {
  const sent: string[] = [];
  const pending: Deferred<void>[] = [];
  const notifications = new Notifications((lines) => {
    sent.push(lines.join(" "));
    const done = new Deferred<void>();
    pending.push(done);
    return done;
  });
  return { sent, pending, notifications, next: () => pending.shift()! };
}

test("what is said while a message is on its way is the next one, with the last word of each variable", () => {
  const { sent, notifications, next } = sending();
  notifications.tell({ STATUS: "starting" });
  notifications.tell({ STATUS: "almost", WATCHDOG: "1" });
  notifications.tell({ READY: "1", STATUS: "up" });
  assert.deepEqual(sent, ["STATUS=starting"]);
  next().callback(undefined);
  assert.deepEqual(sent, ["STATUS=starting", "STATUS=up WATCHDOG=1 READY=1"]);
  next().callback(undefined);
  assert.equal(sent.length, 2);
});

test("it has settled when nothing is on its way and nothing waits", () => {
  const { notifications, next } = sending();
  assert.equal(notifications.settled().called, true);
  notifications.tell({ STATUS: "a" });
  notifications.tell({ STATUS: "b" });
  const settled = [notifications.settled(), notifications.settled()];
  next().callback(undefined);
  assert.deepEqual(
    settled.map(({ called }) => called),
    [false, false],
  );
  next().errback(new Error("no"));
  assert.deepEqual(
    settled.map(({ called }) => called),
    [true, true],
  );
});

test("a value is one line, whatever it is made of: it can say nothing else", () => {
  const { sent, notifications } = sending();
  notifications.tell({ STATUS: "a\nREADY=1\r\0b" });
  assert.deepEqual(sent, ["STATUS=a READY=1 b"]);
});

test("what cannot be told is logged once until something gets through, and the rest is told", () => {
  const { sent, notifications, next } = sending();
  const said = capturedLogs(() => {
    for (const failing of [true, true, false, true]) {
      notifications.tell({ WATCHDOG: "1" });
      if (failing) next().errback(new Error("no socket"));
      else next().callback(undefined);
    }
  }).map((event) => formatEvent(event));
  const line = "systemd has not been told WATCHDOG=1: no socket";
  assert.deepEqual(said, [line, line]);
  assert.equal(sent.length, 4);
});

test("a sender that throws is one that fails", () => {
  const notifications = new Notifications(() => {
    throw new Error("at once");
  });
  const said = capturedLogs(() => notifications.tell({ READY: "1" }));
  assert.equal(said.length, 1);
  assert.equal(notifications.settled().called, true);
});
