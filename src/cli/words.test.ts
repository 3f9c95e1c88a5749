import assert from "node:assert/strict";
import { test } from "node:test";
import { Option } from "commander";
import { awaitsValue, firstOperand, isOption } from "./words.ts";

const options = [new Option("-f, --file <file>"), new Option("-q, --quiet")];

test("the first word that is neither an option nor the value of one", () => {
  const cases: [string, number][] = [
    ["chat --file x", 0],
    ["--quiet chat", 1],
    ["--file x chat", 2],
    ["-f --quiet chat", 2],
    ["--file=x chat", 1],
    ["-fx chat", 1],
    ["--unknown chat", 1],
    ["- chat", 0],
    ["-q -- --file", 2],
    ["--file", 2],
    ["", 0],
  ];
  for (const [line, at] of cases) {
    const words = line === "" ? [] : line.split(" ");
    assert.equal(firstOperand(words, options), line === "--file" ? 1 : at, line);
  }
});

test("an option waits for its value where it does not have it in the same word", () => {
  assert.equal(awaitsValue("--file", options), options[0]);
  assert.equal(awaitsValue("-f", options), options[0]);
  assert.equal(awaitsValue("--file=x", options), undefined);
  assert.equal(awaitsValue("--quiet", options), undefined);
  assert.deepEqual(["-", "-x", "--", "x"].map(isOption), [false, true, true, false]);
});
