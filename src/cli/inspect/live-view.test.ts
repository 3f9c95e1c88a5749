import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { Clock } from "../../time/index.ts";
import type { InspectionRequest } from "./inspection-client.ts";
import { LiveView } from "./live-view.ts";
import { Screen } from "./screen.ts";
import { connection, snapshotOf } from "./snapshots.test-fixture.ts";

function world() {
  const clock = new Clock();
  let screen = "";
  const output = {
    write: (text: string) => {
      screen += text;
    },
  };
  const asked: InspectionRequest[] = [];
  let quits = 0;
  const size = { columns: 80, rows: 24 };
  const view = new LiveView({
    ...{ clock, screen: new Screen(output, false), description: "unix:/run/x.sock" },
    size: () => size,
    quit: () => {
      quits += 1;
    },
  });
  view.start({ ask: (request) => asked.push(request) });
  const type = (text: string): void => view.typed(utf8(text));
  /** What was written since the last time. */
  const drawn = (): string => {
    const all = screen;
    screen = "";
    return all;
  };
  return { clock, view, type, drawn, asked, size, quits: () => quits };
}

test("each snapshot is a picture, with rates from the second on", () => {
  const { view, drawn } = world();
  assert.match(drawn(), /connecting to unix/);
  view.snapshot(snapshotOf({ seconds: 1, connections: [connection()] }));
  assert.match(drawn(), /10\.0\.0\.2:40000/);
  view.snapshot(snapshotOf({ seconds: 2, connections: [connection({ bytesIn: 2048 })] }));
  assert.match(drawn(), /2\.0K\/s/);
});

test("a program that says nothing for a while is said to, until it does or is lost", () => {
  const { clock, view, drawn } = world();
  const silence = /nothing for \d/;
  view.snapshot(snapshotOf({ seconds: 1 }));
  clock.advance(2.9);
  assert.doesNotMatch(drawn(), silence);
  clock.advance(0.2);
  clock.advance(1);
  clock.advance(1);
  assert.match(drawn(), /nothing for 5\.1s/);
  view.snapshot(snapshotOf({ seconds: 6 }));
  drawn();
  view.resized();
  assert.doesNotMatch(drawn(), silence);
  clock.advance(3);
  assert.match(drawn(), silence);
  view.trouble(new Error("lost"));
  assert.match(drawn(), /trying again: lost/);
  assert.equal(clock.getDelayedCalls().length, 0);
  view.snapshot(snapshotOf({ seconds: 1 }));
  view.stop();
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("however much is typed at once, it is one picture", () => {
  const { view, type, drawn } = world();
  view.snapshot(snapshotOf());
  drawn();
  type(`/${"x".repeat(5000)}`);
  assert.equal(drawn().match(/\[\?2026h/g)?.length, 1);
});

test("while it is paused pictures stay; afterwards rates are of the last second alone", () => {
  const { view, type, drawn } = world();
  const at = (seconds: number, bytesIn: number) =>
    snapshotOf({ seconds, connections: [connection({ bytesIn })] });
  view.snapshot(at(1, 0));
  type("p");
  assert.match(drawn(), /PAUSED/);
  view.snapshot(at(2, 10_000));
  assert.equal(drawn(), "");
  type("p");
  view.snapshot(at(3, 11_024));
  assert.match(drawn(), /1\.0K\/s/);
});

test("trouble is shown until the next snapshot", () => {
  const { view, drawn } = world();
  view.snapshot(snapshotOf({}));
  view.trouble(new Error("refused\u001b[2J"));
  const shown = drawn();
  assert.ok(shown.includes("trying again: refused\\x1b[2J"));
  view.snapshot(snapshotOf({}));
  assert.doesNotMatch(drawn(), /trying again/);
});

test("where connections are sorted by what the program knows, it is asked to choose by that", () => {
  const { type, asked } = world();
  type("ii");
  type("b");
  type("p");
  assert.deepEqual(asked, [{ by: "bytesIn" }, { by: "bufferedBytes" }]);
});

test("a lone escape counts when nothing comes behind it; q is the end, once", () => {
  const { clock, type, drawn, quits } = world();
  type("/ab");
  drawn();
  type("\u001b");
  assert.equal(drawn(), "");
  clock.advance(0.1);
  assert.match(drawn(), /\? help/);
  type("qqq");
  assert.equal(quits(), 1);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("another size is another picture, and at the end the terminal is given back", () => {
  const { clock, view, type, drawn, size } = world();
  drawn();
  size.rows = 3;
  size.columns = 20;
  view.resized();
  assert.ok(drawn().startsWith("\u001b[?2026h\u001b[2J"));
  type("\f");
  assert.ok(drawn().startsWith("\u001b[?2026h\u001b[2J"));
  type("\u001b");
  view.stop();
  assert.ok(drawn().endsWith("\u001b[?1049l"));
  view.stop();
  view.snapshot(snapshotOf({}));
  view.trouble(new Error("late"));
  clock.advance(1);
  assert.equal(drawn(), "");
});
