import assert from "node:assert/strict";
import { test } from "node:test";
import { CONVERSATION, connected, outcome } from "./connected.test-fixture.ts";
import { ClientError } from "./errors.ts";

test("Q5: each call sends its command, and gives what the server says to that", () => {
  for (const [ask, asked, said, result] of CONVERSATION) {
    const { cache, say, sent } = connected();
    const seen = outcome(ask(cache));
    assert.equal(sent(), asked);
    say(said);
    assert.deepEqual(seen.now, result);
  }
});

test("Q5: what cannot be sent fails with ClientError, and nothing is sent", () => {
  const { cache, sent } = connected({ maxValueLength: 10 });
  for (const seen of [
    cache.get("k".repeat(251)),
    cache.get("a b"),
    cache.getMultiple(["fine", "a\nb"]),
    cache.set("a", "01234567890"),
    cache.set("a", 5 as never),
    cache.checkAndSet("a", "1", ""),
    cache.increment("a", -1),
    cache.stats("a\r\nb"),
  ].map(outcome))
    assert.ok(seen.now instanceof ClientError);
  assert.deepEqual([sent(), cache.pending], ["", 0]);
  assert.deepEqual(outcome(cache.getMultiple([])).now, new Map());
  assert.equal(sent(), "");
  cache.getMultiple("abc");
  assert.equal(sent(), "get abc\r\n", "a string is one key");
});
