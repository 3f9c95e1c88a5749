import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WriteQueue } from "./write-queue.ts";

test("whatever is written and however the host answers: the same bytes in order, and none changed", () => {
  const sizes = fc.oneof(
    fc.integer({ min: 1, max: 50 }),
    fc.constantFrom(32_768, 32_769, 65_536, 200_000),
  );
  const action = fc.oneof(
    { weight: 3, arbitrary: sizes.map((size) => ({ write: size })) },
    {
      weight: 1,
      arbitrary: fc.array(fc.boolean(), { maxLength: 6 }).map((answers) => ({ answers })),
    },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const queue = new WriteQueue();
      let next = 0;
      let written = 0;
      /** What the host holds on to, and what it was when it got it. */
      const held: { data: Uint8Array; copy: Uint8Array }[] = [];
      let received = 0;
      for (const what of actions) {
        if ("write" in what) {
          queue.push(new Uint8Array(what.write).fill(next++ % 251));
          written += what.write;
        } else {
          const answers = [...what.answers];
          let refused = 0;
          const rest = queue.sendTo((data) => {
            received += data.length;
            const taken = answers.shift() ?? true;
            assert.equal(refused, 0, "no more is given after a refusal");
            if (!taken) {
              refused = data.length;
              held.push({ data, copy: data.slice() });
            }
            return taken;
          });
          assert.equal(rest, refused);
        }
        assert.equal(queue.size, written - received);
        for (const { data, copy } of held) assert.deepEqual(data, copy);
      }
    }),
    { numRuns: 200 },
  );
});

test("the bytes come out as they went in", () => {
  const queue = new WriteQueue();
  const expected: number[] = [];
  for (let i = 0; i < 5000; i++) {
    const chunk = Uint8Array.from({ length: (i * 7) % 60 }, (_, k) => (i + k) % 256);
    expected.push(...chunk);
    queue.push(chunk);
  }
  const got: number[] = [];
  let calls = 0;
  queue.sendTo((data) => {
    calls += 1;
    got.push(...data);
    return true;
  });
  assert.deepEqual(got, expected);
  assert.equal(calls, Math.ceil(expected.length / 65_536));
});

test("a single write goes out as it is; clear forgets", () => {
  const queue = new WriteQueue();
  const only = new Uint8Array(100);
  queue.push(only);
  queue.sendTo((data) => {
    assert.equal(data, only);
    return true;
  });
  queue.push(only);
  queue.clear();
  assert.equal(queue.size, 0);
  queue.sendTo(() => assert.fail("nothing is left"));
});
