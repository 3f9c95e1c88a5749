import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { failureFrom } from "./failure.ts";
import { eventAsJSON, jsonFileLogObserver } from "./json.ts";
import { LogLevel } from "./levels.ts";
import type { LogEvent } from "./observer.ts";

const parsed = (event: LogEvent): Record<string, unknown> => JSON.parse(eventAsJSON(event));
const unpersistable = { unpersistable: true };

test("an event is a record separator, one line of JSON, and a newline", () => {
  const texts: string[] = [];
  jsonFileLogObserver((text) => texts.push(text))({ a: "b\nc" });
  jsonFileLogObserver((text) => texts.push(text), { recordSeparator: "" })({ a: 1 });
  assert.deepEqual(texts, ['\x1e{"a":"b\\nc"}\n', '{"a":1}\n']);
});

test("L8: levels and failures are marked by Twisted's class UUIDs", () => {
  const record = parsed({
    log_level: LogLevel.warn,
    log_failure: failureFrom(new TypeError("no")),
  });
  assert.deepEqual(record.log_level, {
    name: "warn",
    __class_uuid__: "02e59486-f24d-46ad-8224-3acdf2a5732a",
  });
  const failure = record.log_failure as Record<string, unknown>;
  assert.equal(failure.__class_uuid__, "e76887e2-20ed-49bf-a8f8-ba25cc586f2d");
  assert.deepEqual(failure.type, { __module__: "torsion", __name__: "TypeError" });
  assert.equal(failure.value, "no");
  assert.match(String(failure.traceback), /^TypeError: no\n/);
});

test("L8: unserialisable values become { unpersistable: true }, and spoil nothing else", () => {
  const cycle: Record<string, unknown> = { n: 1 };
  cycle.self = cycle;
  class Socket {
    fd = 3;
  }
  const event = {
    number: Number.NaN,
    big: 1n,
    symbol: Symbol("s"),
    call: () => 1,
    socket: new Socket(),
    cycle,
    list: [1, undefined, new Map()],
    get bad(): never {
      throw new Error("getter");
    },
    date: new Date(0),
    bytes: Uint8Array.of(0x61, 0xff),
    nothing: null,
    absent: undefined,
  };
  assert.deepEqual(parsed(event), {
    number: unpersistable,
    big: unpersistable,
    symbol: unpersistable,
    call: unpersistable,
    socket: unpersistable,
    cycle: { n: 1, self: unpersistable },
    list: [1, unpersistable, unpersistable],
    bad: unpersistable,
    date: "1970-01-01T00:00:00.000Z",
    bytes: "aÿ",
    nothing: null,
  });
});

test("the text of each placeholder is kept under the key Twisted looks for", () => {
  const event = { log_format: "{a.b!r} {a.b!r} {f():>3} {a.b}", a: { b: "x" }, f: () => 7 };
  assert.deepEqual(parsed(event).log_flattened, {
    "a.b!r:": '"x"',
    "a.b!:": "x",
    "a.b!r:/2": '"x"',
    "a.b!:/2": "x",
    "f()!s:>3": "  7",
    "f()!:>3": 7,
    "a.b!s:": "x",
    "a.b!:/3": "x",
  });
  assert.equal(parsed({ log_format: "{n} {s}", n: 1, s: "x" }).log_flattened, undefined, "no need");
  assert.ok(parsed({ log_format: "{n} {s}", n: 1.5, s: "x" }).log_flattened);
  assert.equal(parsed({ log_format: "{missing}" }).log_flattened, undefined);
  assert.equal(parsed({ log_format: "plain" }).log_flattened, undefined);
});

test("any event is one line of valid JSON", () => {
  const anything = fc.anything({ withMap: true, withBigInt: true, withNullPrototype: true });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anything), anything, (fields, failure) => {
      const json = eventAsJSON({ ...fields, log_failure: failure } as LogEvent);
      assert.doesNotMatch(json, /\n/);
      assert.equal(typeof JSON.parse(json), "object");
    }),
  );
});

test("what terminals obey is escaped, in names and values, short and long, in data and in failures", () => {
  const csi = "\x7f\x9b31m";
  const error = new RangeError(csi);
  const json = eventAsJSON({
    log_format: "{who!r}",
    who: csi,
    long: csi + "x".repeat(100),
    data: [csi],
    [csi]: 1,
    log_failure: { value: error },
  });
  assert.doesNotMatch(json, /\p{Cc}/u);
  assert.equal(JSON.parse(json).who, csi);
  assert.deepEqual(JSON.parse(json).data, [csi]);
});

test("a value that cannot be looked at costs itself, and not the text of the others", () => {
  const bad = {
    toJSON() {
      throw new Error("no");
    },
  };
  const event = parsed({ log_format: "{n:>3} {bad}", n: 1, bad });
  assert.deepEqual(event.bad, unpersistable);
  const flattened = event.log_flattened as Record<string, unknown>;
  assert.equal(flattened["n!s:>3"], "  1");
  assert.deepEqual(flattened["bad!:"], unpersistable);
});
