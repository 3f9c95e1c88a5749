import assert from "node:assert/strict";
import { test } from "node:test";
import { LimitedHistoryLogObserver } from "./history.ts";
import { LogLevel } from "./levels.ts";
import { deliver, ILogObserver, isObserverEnabled, onRejection } from "./observer.ts";

test("an observer is a function or an object, and both are given the event itself", () => {
  const event = { log_format: "x" };
  const seen: unknown[] = [];
  deliver((e) => seen.push(e), event);
  deliver({ observe: (e) => seen.push(e) }, event);
  assert.deepEqual(seen, [event, event]);
  assert.equal(seen[0], event);
});

test("an observer that does not say what it wants is given everything", () => {
  const never = { observe: (): void => {}, isEnabled: () => false };
  assert.equal(
    isObserverEnabled(() => {}, LogLevel.debug, "x"),
    true,
  );
  assert.equal(isObserverEnabled({ observe: () => {} }, LogLevel.debug, "x"), true);
  assert.equal(isObserverEnabled(never, LogLevel.critical, "x"), false);
});

test("ILogObserver is there at run time", () => {
  assert.ok(ILogObserver.providedBy(new LimitedHistoryLogObserver(1)));
  assert.ok(!ILogObserver.providedBy({}));
});

test("onRejection reports what a promise is rejected with, and lets other results be", async () => {
  const reported: unknown[] = [];
  for (const result of [undefined, null, 3, "x", {}, Promise.resolve(1), Promise.reject("no")])
    onRejection(result, (error) => reported.push(error));
  await Promise.resolve();
  assert.deepEqual(reported, ["no"]);
});
