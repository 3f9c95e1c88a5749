import assert from "node:assert/strict";
import { test } from "node:test";
import { LogFormatError } from "./errors.ts";
import { extractField, flatFormat, flattenEvent, KeyFlattener } from "./flatten.ts";
import { formatEvent } from "./format.ts";

test("the same placeholder again has a number behind its key", () => {
  const keys = new KeyFlattener();
  assert.deepEqual(
    [keys.flatKey("a", "", "s"), keys.flatKey("a", ">5", "s"), keys.flatKey("a", "", "s")],
    ["a!s:", "a!s:>5", "a!s:/2"],
  );
});

test("a flattened event has the text it had, whatever its fields do later", () => {
  const user = { name: "ada", calls: 0, next: () => ++user.calls };
  const event = flattenEvent({ log_format: "{user.name!r:>6} {user.next()} {user.name}", user });
  user.name = "eve";
  assert.equal(formatEvent(event), ' "ada" 1 ada');
  assert.equal(formatEvent(event), ' "ada" 1 ada');
  assert.equal(user.calls, 1, "called once");
  assert.equal(flattenEvent(event), event);
});

test("an event without placeholders stays as it is", () => {
  for (const event of [{}, { log_format: "plain" }]) assert.equal(flattenEvent(event), event);
});

test("what is missing is an error, and formatEvent shows the event all the same", () => {
  assert.throws(() => flattenEvent({ log_format: "{nobody}" }), LogFormatError);
  assert.throws(() => flatFormat("{a}", {}), LogFormatError);
  assert.match(formatEvent({ log_format: "{a}", log_flattened: {} }), /^Unable to format event/);
});

test("extractField gives values, texts where there is a conversion, of live and of flattened events", () => {
  const live = { log_format: "{a.b!r} {a.f()}", a: { b: "x", f: () => 7 }, other: [1] };
  for (const event of [live, flattenEvent(live)]) {
    assert.equal(extractField("a.b!r", event), '"x"');
    assert.equal(extractField("a.f()", event), 7);
    assert.equal(extractField("a.b", event), "x");
    assert.equal(extractField("other[0]", event), 1, "not in the format, but in the event");
    assert.throws(() => extractField("nobody", event), LogFormatError);
    assert.throws(() => extractField("a} {b", event), LogFormatError);
  }
});
