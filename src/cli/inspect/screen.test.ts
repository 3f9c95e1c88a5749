import assert from "node:assert/strict";
import { test } from "node:test";
import { Screen, type Style } from "./screen.ts";

function world(colors = false) {
  const written: string[] = [];
  const output = { writableNeedDrain: false, write: (text: string) => written.push(text) };
  const screen = new Screen(output, colors);
  const draw = (...texts: (string | [string, Style])[]): boolean =>
    screen.draw(
      texts.map((text) =>
        typeof text === "string" ? { text, style: "plain" } : { text: text[0], style: text[1] },
      ),
    );
  return { written, output, screen, draw };
}

test("only lines that have changed are written, in one write", () => {
  const { written, screen, draw } = world();
  screen.enter();
  draw("one", "two", "three");
  written.length = 0;
  draw("one", "TWO", "three");
  assert.deepEqual(written, ["\u001b[?2026h\u001b[2;1HTWO\u001b[?2026l"]);
  written.length = 0;
  draw("one", "TWO", "three");
  assert.deepEqual(written, []);
  draw("one");
  assert.deepEqual(written, ["\u001b[?2026h\u001b[2;1H\u001b[2K\u001b[3;1H\u001b[2K\u001b[?2026l"]);
});

test("the terminal is given back as it was, once, and nothing is drawn on it before or after", () => {
  const { written, screen, draw } = world();
  assert.equal(draw("x"), false);
  screen.leave();
  assert.deepEqual(written, []);
  screen.enter();
  screen.enter();
  assert.equal(draw("x"), true);
  screen.leave();
  screen.leave();
  screen.forget();
  assert.equal(draw("x"), false);
  assert.equal(written.length, 3);
  const modes = (text: string): string[] => text.match(/\?\d+[hl]/g) ?? [];
  const undone = modes(written[0]!).map((mode) =>
    mode.replace(/[hl]$/, (c) => (c === "h" ? "l" : "h")),
  );
  assert.deepEqual(modes(written[2]!).sort(), undone.sort());
});

test("a terminal that is slow is shown fewer pictures", () => {
  const { written, output, screen, draw } = world();
  screen.enter();
  output.writableNeedDrain = true;
  assert.equal(draw("one"), false);
  output.writableNeedDrain = false;
  assert.equal(draw("two"), true);
  assert.ok(written.at(-1)?.includes("two"));
});

test("however often the size changes, a terminal that is slow is written nothing, and then one picture", () => {
  const { written, output, screen, draw } = world();
  screen.enter();
  draw("one");
  written.length = 0;
  output.writableNeedDrain = true;
  for (let n = 0; n < 1000; n++) {
    screen.forget();
    draw("one");
  }
  assert.deepEqual(written, []);
  output.writableNeedDrain = false;
  draw("one");
  assert.deepEqual(written, ["\u001b[?2026h\u001b[2J\u001b[1;1Hone\u001b[?2026l"]);
});

test("after a change of size, all of it is drawn; colours only where they are wanted", () => {
  const { written, screen, draw } = world();
  screen.enter();
  draw("one");
  screen.forget();
  draw("one", ["two", "warn"], ["head", "head"]);
  assert.ok(written.at(-1)?.includes("one"));
  assert.doesNotMatch(written.at(-1) ?? "", /33m/);
  assert.match(written.at(-1) ?? "", /\[7mhead/);
  const colored = world(true);
  colored.screen.enter();
  colored.draw(["two", "warn"]);
  assert.ok(colored.written.at(-1)?.includes("33mtwo\u001b[0m"));
});
