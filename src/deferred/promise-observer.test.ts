import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "./failure.ts";
import { PromiseObserver, promised } from "./promise-observer.ts";

test("a promise is told a value, or what was thrown, and leaves the result where it is", () => {
  const log: unknown[] = [];
  const observer = new PromiseObserver(
    (value) => log.push(["resolved", value]),
    (reason) => log.push(["rejected", reason]),
  );
  assert.equal(observer.told(1), null);
  assert.equal(observer.told(new Failure("text")), null);
  assert.deepEqual(log, [
    ["resolved", 1],
    ["rejected", "text"],
  ]);
  assert.equal(observer.looks, true);
});

test("promised gives the promise, and a listener of it", async () => {
  const value = promised<number>((listener) => listener.told(1));
  assert.equal(await value, 1);
  const failed = promised((listener) => listener.told(new Failure("text")));
  await assert.rejects(failed, (reason) => reason === "text");
});
