import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLines } from "./log-lines.ts";

function setUp() {
  const written: string[] = [];
  const turn: (() => void)[] = [];
  const state = { failure: null as Error | null };
  const lines = new LogLines(
    {
      write: (text) => {
        if (state.failure !== null) throw state.failure;
        written.push(text);
      },
    },
    {
      soon: (flush) => turn.push(flush),
      lost: (count, reason) => `lost ${count}: ${reason.message}\n`,
    },
  );
  const endTurn = (): void => {
    for (const flush of turn.splice(0)) flush();
  };
  return { lines, written, state, turn, endTurn };
}

test("the lines of a turn go out together", () => {
  const { lines, written, turn, endTurn } = setUp();
  lines.write("1\n");
  lines.write("2\n");
  assert.deepEqual([written, turn.length], [[], 1]);
  endTurn();
  lines.write("3\n");
  endTurn();
  endTurn();
  assert.deepEqual(written, ["1\n2\n", "3\n"]);
});

test("no more is gathered than is good", () => {
  const { lines, written } = setUp();
  const line = `${"x".repeat(999)}\n`;
  for (let i = 0; i < 1000; i++) lines.write(line);
  assert.ok(written.length >= 14 && written.every((text) => text.length <= 67_000));
});

test("what cannot be written is counted, and told of when something can be", () => {
  const { lines, written, state, endTurn } = setUp();
  state.failure = new Error("disk full");
  for (let i = 0; i < 3; i++) lines.write("x\n");
  endTurn();
  lines.write("x\n");
  endTurn();
  assert.equal(lines.lost, 4);
  state.failure = null;
  lines.write("y\n");
  endTurn();
  lines.write("z\n");
  endTurn();
  assert.deepEqual([written, lines.lost], [["lost 4: disk full\ny\n", "z\n"], 0]);
});

test("it is told of without another line as well", () => {
  const { lines, written, state, endTurn } = setUp();
  state.failure = new Error("slow");
  lines.write("x\n");
  endTurn();
  state.failure = null;
  lines.flush();
  lines.flush();
  assert.deepEqual(written, ["lost 1: slow\n"]);
});

test("from the end on nothing is gathered", () => {
  const { lines, written } = setUp();
  lines.write("1\n");
  lines.end();
  lines.write("2\n");
  assert.deepEqual(written, ["1\n", "2\n"]);
});
