import assert from "node:assert/strict";
import { test } from "node:test";
import { streamOptions } from "./websocket-options.ts";

test("what is not said is bounded all the same", () => {
  assert.deepEqual(streamOptions({}), {
    maxPayload: 1_048_576,
    closeSeconds: 5,
    pingSeconds: undefined,
  });
});

test("no limit is none: ws would take 0 for no limit, and numbers beyond 2^31 for negative ones", () => {
  for (const maxPayload of [0, -1, 1.5, Number.NaN, 2 ** 31])
    assert.throws(() => streamOptions({ maxPayload }), RangeError);
});
