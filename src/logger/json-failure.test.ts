import assert from "node:assert/strict";
import { test } from "node:test";
import { failureFrom } from "./failure.ts";
import { failureAsJSON, failureFromJSON } from "./json-failure.ts";

const again = (thing: unknown) => failureFromJSON(JSON.parse(JSON.stringify(failureAsJSON(thing))));

test("L8: a failure that is read back has its name, its message and its traceback", () => {
  const failure = failureFrom(new TypeError("no", { cause: new Error("deeper") }));
  const read = again(failure);
  const error = read.value as Error;
  assert.deepEqual([error.name, error.message], ["TypeError", "no"]);
  assert.equal(read.getTraceback?.(), failure.getTraceback?.());
  assert.match(error.stack ?? "", /Caused by: Error: deeper/);
  assert.deepEqual([String(read), read.getErrorMessage?.()], ["TypeError: no", "no"]);
});

test("what was thrown may be anything", () => {
  for (const thrown of ["text", null, undefined, 7]) {
    const read = again(failureFrom(thrown));
    assert.equal((read.value as Error).message, String(thrown));
  }
});

test("the frames are Python's: what threw comes last", () => {
  const { frames } = failureAsJSON(failureFrom(new Error("x"))) as { frames: unknown[][] };
  assert.match(String(frames.at(-1)?.[1]), /json-failure\.test/);
  assert.equal(typeof frames.at(-1)?.[2], "number");
});

test("a failure of Twisted's is shown as it shows it, and a record with nothing in it does no harm", () => {
  const read = failureFromJSON({
    type: { __module__: "builtins", __name__: "ValueError" },
    value: { unpersistable: true },
    frames: [["f", "app.py", 3, [], []]],
  });
  assert.equal(
    read.getTraceback?.(),
    'Traceback (most recent call last):\n  File "app.py", line 3, in f\nbuiltins.ValueError',
  );
  assert.equal((failureFromJSON({}).value as Error).name, "Error");
});
