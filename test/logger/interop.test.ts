/**
 * Log events between Twisted and us: the same formats give the same text, and each reads what the other has written.
 *
 * `LOG_RUNS` and `LOG_SEED` take other random events, or more of them.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import {
  eventAsJSON,
  eventAsText,
  eventsFromJSONLogFile,
  formatEvent,
  jsonFileLogObserver,
  type LogEvent,
} from "torsion/logger";
import { anyEvent, type DescribedEvent, eventOf, formattable, malformed } from "./described.ts";

/** Debian's own, whatever else is called python3 here. */
const PYTHON = "/usr/bin/python3";
const { CI, LOG_RUNS: runs = "3000", LOG_SEED: seed = "20241127" } = process.env;
const absent = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = absent && !CI ? "python3-twisted is not installed" : false;

interface Seen {
  readonly text: string | null;
  readonly level: string | null;
  readonly failure: readonly [name: string, traceback: string] | null;
  readonly whole: string;
  readonly extracted?: readonly unknown[];
}

function askPython(request: object): unknown {
  const { stdout, stderr, status } = spawnSync(PYTHON, ["test/peers/log.py"], {
    input: `${JSON.stringify(request)}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

function sample(events: fc.Arbitrary<DescribedEvent>): DescribedEvent[] {
  return fc.sample(events, { numRuns: Number(runs), seed: Number(seed) });
}

const textOf = (event: LogEvent): string | null => {
  const text = formatEvent(event);
  return text.startsWith("Unable to format event") ? null : text;
};

const shown = (described: DescribedEvent): string => JSON.stringify(described);

test(`${runs} formats give the same text`, { skip }, () => {
  const events = sample(formattable);
  const theirs = askPython({ do: "format", events }) as (string | null)[];
  let formatted = 0;
  for (const [index, text] of theirs.entries()) {
    // JavaScript has one kind of number, so more layouts are for it.
    if (text === null) continue;
    formatted += 1;
    assert.equal(textOf(eventOf(events[index]!)), text, shown(events[index]!));
  }
  assert.ok(formatted > events.length * 0.4, `${formatted} could be formatted`);
});

test(`of ${runs} strings of braces, what Twisted can format we format alike`, { skip }, () => {
  const events = sample(malformed);
  const theirs = askPython({ do: "format", events }) as (string | null)[];
  for (const [index, text] of theirs.entries())
    if (text !== null) assert.equal(textOf(eventOf(events[index]!)), text, shown(events[index]!));
  assert.ok(theirs.filter((text) => text !== null).length > 50);
});

for (const separator of ["\x1e", ""])
  test(`L8: ${runs} events that Twisted wrote, after ${JSON.stringify(separator)}, are read with its texts`, {
    skip,
  }, () => {
    const answer = askPython({ do: "write", events: sample(anyEvent), separator });
    const { file, events } = answer as { file: string; events: Seen[] };
    assert.ok(events.length > Number(runs) / 2);
    // What it cannot flatten is not in its file.
    const ours = [...eventsFromJSONLogFile(pieces(file))];
    assert.equal(ours.length, events.length);
    for (const [index, theirs] of events.entries()) {
      const event = ours[index]!;
      assert.equal(textOf(event), theirs.text, eventAsJSON(event));
      assert.equal(event.log_level?.name, theirs.level);
      assert.equal((event.log_failure?.value as Error)?.name, theirs.failure?.[0]);
      if (theirs.failure !== null)
        assert.match(
          event.log_failure!.getTraceback!(),
          /^Traceback .*\n {2}File .*, line \d+, in /,
        );
      // Its times are local ones.
      const system = /\[.*/s;
      const whole = eventAsText(event, { includeTraceback: false });
      assert.equal(system.exec(whole)?.[0], system.exec(theirs.whole)?.[0]);
    }
  });

for (const separator of ["\x1e", ""])
  test(`L8: ${runs} events that we wrote, after ${JSON.stringify(separator)}, Twisted reads with our texts`, {
    skip,
  }, () => {
    const events = sample(anyEvent).map(eventOf);
    let file = "";
    const write = jsonFileLogObserver(
      (text) => {
        file += text;
      },
      { recordSeparator: separator },
    );
    for (const event of events) write(event);
    const fields = events.map(() => []);
    const theirs = askPython({ do: "read", file, separator, fields }) as Seen[];
    assert.equal(theirs.length, events.length);
    const again = [...eventsFromJSONLogFile(file, { recordSeparator: separator })];
    for (const [index, seen] of theirs.entries()) {
      const event = events[index]!;
      assert.equal(seen.text, textOf(event), eventAsJSON(event));
      assert.equal(textOf(again[index]!), textOf(event), "and so do we");
      assert.equal(seen.level, event.log_level?.name);
      assert.equal(again[index]!.log_level, event.log_level);
      const failed = event.log_failure;
      assert.equal(seen.failure?.[0], (failed?.value as Error | undefined)?.name);
      assert.equal(again[index]!.log_failure?.getTraceback?.(), failed?.getTraceback?.());
      // Where it was thrown, as Python shows it.
      if (failed) assert.match(seen.failure![1], /File ".*described\.js", line \d+, in made\n/);
    }
  });

test("Twisted's extractField finds values and texts in what we wrote", { skip }, () => {
  const event = {
    log_format: "{user.name!r} {count()} {size}",
    user: { name: "ada" },
    count: () => 3,
    size: 1.5,
  };
  const fields = [["user.name!r", "user.name", "count()", "size"]];
  const file = `${eventAsJSON(event)}\n`;
  const [seen] = askPython({ do: "read", file, separator: "", fields }) as Seen[];
  assert.deepEqual(seen?.extracted, ['"ada"', "ada", 3, 1.5]);
  assert.equal(seen?.text, '"ada" 3 1.5');
});

/** Cut where it happens to be. */
function* pieces(file: string): Generator<string> {
  for (let at = 0, size = 1; at < file.length; at += size, size = (size * 7 + 3) % 4099)
    yield file.slice(at, at + size);
}
