import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { afterwards } from "./afterwards.ts";

test("each who asks hears of the end, before or after it, and changes nothing for the others", () => {
  const shared = new Deferred<void>();
  const heard: unknown[] = [];
  afterwards(shared)
    .addCallback(() => "changed")
    .addCallback((result) => heard.push(result));
  shared.callback(undefined);
  afterwards(shared).addCallback((result) => heard.push(result));
  assert.deepEqual(heard, ["changed", undefined]);
});

test("a failure is told to each", () => {
  const shared = new Deferred<void>();
  const heard: unknown[] = [];
  for (let i = 0; i < 2; i++)
    afterwards(shared).addErrback((reason) => {
      heard.push(reason.value.message);
    });
  shared.addErrback(() => {});
  shared.errback(new Error("why"));
  assert.deepEqual(heard, ["why", "why"]);
});
