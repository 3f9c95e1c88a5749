import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatEvent } from "./format.ts";
import { eventAsJSON, jsonFileLogObserver } from "./json.ts";
import {
  eventFromJSON,
  eventsFromJSONLogFile,
  JSONLogReader,
  type JSONLogReaderOptions,
} from "./json-reading.ts";
import { LogLevel } from "./levels.ts";
import { Logger } from "./logger.ts";
import type { LogEvent } from "./observer.ts";

/** What a file holds, and what is complained of. */
function read(
  file: string | Uint8Array | Iterable<string | Uint8Array>,
  options: JSONLogReaderOptions = {},
): { ids: unknown[]; complaints: string[] } {
  const complaints: string[] = [];
  const log = new Logger({ observer: (event) => complaints.push(formatEvent(event)) });
  return {
    ids: [...eventsFromJSONLogFile(file, { ...options, log })].map(({ id }) => id),
    complaints,
  };
}

test("L8: an event reads back with its level, its fields and its text", () => {
  const event: LogEvent = {
    log_level: LogLevel.warn,
    log_format: "{user.name!r} has {count()} {big}",
    user: { name: "ada" },
    count: () => 3,
    big: 1n,
  };
  const again = eventFromJSON(eventAsJSON(event));
  assert.equal(again.log_level, LogLevel.warn);
  assert.deepEqual(again.user, { name: "ada" });
  assert.equal(formatEvent(again), formatEvent(event));
  assert.equal(formatEvent(eventFromJSON(eventAsJSON(again))), formatEvent(event), "and again");
});

test("levels are restored wherever they are, and an unknown one is none", () => {
  const event = {
    list: [LogLevel.debug],
    deep: { level: LogLevel.error },
    log_level: "x",
  } as never;
  assert.deepEqual(eventFromJSON(eventAsJSON(event)), {
    list: [LogLevel.debug],
    deep: { level: LogLevel.error },
    log_level: "x",
  });
  const uuid = "02E59486-F24D-46AD-8224-3ACDF2A5732A";
  assert.deepEqual(eventFromJSON(`{"a":{"name":"loud","__class_uuid__":"${uuid}"},"b":1}`), {
    b: 1,
  });
  const forged = eventFromJSON('{"__proto__":{"log_level":{"name":"info","__class_uuid__":"?"}}}');
  assert.equal(forged.log_level, undefined);
});

test("what is no JSON object is no event", () => {
  for (const text of ["", "{", "[1]", "3", "null"]) assert.throws(() => eventFromJSON(text), text);
});

test("records are found with a separator and without, and the first character tells", () => {
  for (const recordSeparator of ["\x1e", "", "%"]) {
    let file = "";
    const observe = jsonFileLogObserver(
      (text) => {
        file += text;
      },
      { recordSeparator },
    );
    for (const id of [1, 2, 3]) observe({ id });
    assert.deepEqual(read(file, { recordSeparator }).ids, [1, 2, 3]);
    if (recordSeparator !== "%") assert.deepEqual(read(file).ids, [1, 2, 3]);
  }
});

test("truncated and corrupt records are skipped and told of, each once", () => {
  const RS = "\x1e";
  const file = `${RS}{"id":1}\n${RS}{"id":2${RS}{"id":3}\n${RS}{bad}\n${RS}7\n${RS}{"id":4}`;
  const { ids, complaints } = read(file);
  assert.deepEqual(ids, [1, 3]);
  assert.deepEqual(complaints, [
    'Unable to read truncated JSON record: b"{\\"id\\":2"',
    'Unable to read JSON record: b"{bad}\\n"',
    'Unable to read JSON record: b"7\\n"',
    'Unable to read truncated JSON record: b"{\\"id\\":4}"',
  ]);
  const lines = Buffer.concat([
    Buffer.from('{"id":1}\n\n{"id":"'),
    Buffer.of(0xff),
    Buffer.from('"}\n{"id":5}'),
  ]);
  const second = read(lines);
  assert.deepEqual(second.ids, [1, 5], "the last line needs no end");
  assert.match(String(second.complaints), /^Unable to decode UTF-8 for JSON record: b"/);
});

test("a record that does not end is given up at the limit, and the next one is read", () => {
  const reader = new JSONLogReader({ maxRecordLength: 20 });
  const events = reader.feed(`\x1e{"id":1}\n\x1e{"id":"`);
  for (let n = 0; n < 100; n++) events.push(...reader.feed("x".repeat(15)));
  events.push(...reader.feed(`"}\n\x1e{"id":2}\n`), ...reader.end());
  assert.deepEqual(
    events.map(({ id }) => id),
    [1, 2],
  );
});

test("a file cut anywhere gives the same events, as text and as bytes, at once and later", async () => {
  const file = '\x1e{"id":"ü😀"}\n\x1e{"id":2}\n\x1e{"id":"three"}\n';
  const wanted = ["ü😀", 2, "three"];
  const bytes = new TextEncoder().encode(file);
  for (let size = 1; size < 20; size++) {
    const texts: string[] = [];
    for (let at = 0; at < file.length; at += size) texts.push(file.slice(at, at + size));
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    assert.deepEqual(read(texts).ids, wanted);
    assert.deepEqual(read(pieces).ids, wanted);
    async function* later() {
      yield* pieces;
    }
    const ids: unknown[] = [];
    for await (const event of eventsFromJSONLogFile(later())) ids.push(event.id);
    assert.deepEqual(ids, wanted);
  }
});

test("a buffer that is used again does no harm", () => {
  const reader = new JSONLogReader();
  const buffer = new TextEncoder().encode('{"id":1');
  const events = reader.feed(buffer);
  buffer.fill(0x20);
  events.push(...reader.feed("}\n"));
  assert.deepEqual(events, [{ id: 1 }]);
});

test("any bytes are read without an error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, separated) => {
      const log = new Logger({ observer: () => {} });
      const options = separated ? { log, recordSeparator: "\x1e" } : { log };
      assert.ok([...eventsFromJSONLogFile(bytes, options)].length < 200);
    }),
  );
});

test("a separator is one ASCII character or none", () => {
  for (const recordSeparator of ["ab", "ü"])
    assert.throws(() => new JSONLogReader({ recordSeparator }), RangeError);
});

test("L8: numbers as Python writes them, where JSON has none", () => {
  const event = eventFromJSON('{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN \\"Infinity"}');
  assert.deepEqual(event, {
    a: null,
    b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    c: 'NaN "Infinity',
  });
  assert.throws(() => eventFromJSON("{NaN}"), SyntaxError);
});
