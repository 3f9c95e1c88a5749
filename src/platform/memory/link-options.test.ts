import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionsOf, type LinkOptions, USUAL_LINK } from "./link-options.ts";

test("what is not said, or undefined, is as it was", () => {
  const options = { loss: 0.1, jitter: undefined } as unknown as LinkOptions;
  assert.deepEqual(conditionsOf(USUAL_LINK, options), { ...USUAL_LINK, loss: 0.1 });
});

test("what makes no sense is said, by name", () => {
  const wrong: LinkOptions[] = [
    { loss: 1.1 },
    { duplicate: -0.1 },
    { reorder: Number.NaN },
    { corrupt: 2 },
    { rechunk: 3 },
    { latency: -1 },
    { jitter: Number.POSITIVE_INFINITY },
    { burst: 0 },
    { bandwidth: 0 },
    { queue: -1 },
    { mtu: 10 },
    { mtu: 1000.5 },
    { mtu: Number.POSITIVE_INFINITY },
  ];
  for (const options of wrong)
    assert.throws(() => conditionsOf(USUAL_LINK, options), {
      name: "RangeError",
      message: new RegExp(Object.keys(options)[0]!),
    });
});
