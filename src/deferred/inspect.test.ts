import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { DeferredList } from "./deferred-list.ts";

test("a Deferred is printed with its state, by whatever prints it", () => {
  const bare = Object.create(null) as object;
  const failed = fail(new RangeError("no"));
  const cases: [Deferred<unknown>, string][] = [
    [new Deferred(), "<Deferred>"],
    [succeed(5), "<Deferred current result: 5>"],
    [succeed("text"), '<Deferred current result: "text">'],
    [succeed(undefined), "<Deferred current result: undefined>"],
    [succeed(null), "<Deferred current result: null>"],
    [succeed(new Map()), "<Deferred current result: a Map>"],
    [succeed(bare), "<Deferred current result: an object>"],
    [failed, "<Deferred current result: [Failure RangeError: no]>"],
    [succeed(1).addCallback(() => new Deferred()), "<Deferred waiting on another>"],
    [new DeferredList([new Deferred()]), "<DeferredList>"],
  ];
  for (const [deferred, text] of cases) {
    assert.equal(String(deferred), text);
    assert.equal(inspect(deferred), text);
  }
  failed.addErrback(() => undefined);
});
