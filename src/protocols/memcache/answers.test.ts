import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import {
  DELETED,
  itemsAnswer,
  numberAnswer,
  STORED,
  statsAnswer,
  unexpected,
  versionAnswer,
  wordAnswer,
} from "./answers.ts";
import { AnswerTooLongError, UnexpectedAnswerError } from "./errors.ts";

const LIMITS = { maxValueLength: 10, maxAnswerLength: 25 };
const items = (withCas = false) =>
  itemsAnswer(new Set(["a", "b", "c"]), withCas, LIMITS, (found) => new Map(found));

test("a word is one of those that are expected", () => {
  assert.deepEqual(wordAnswer(STORED).line("STORED"), { result: true });
  assert.deepEqual(wordAnswer(STORED).line("EXISTS"), { result: false });
  for (const line of ["DELETED", "STORED ", "stored", "", "STORED\r", "constructor"])
    assert.throws(() => wordAnswer(STORED).line(line), UnexpectedAnswerError);
  assert.throws(() => wordAnswer(DELETED).line("STORED"), UnexpectedAnswerError);
});

test("a number has 64 bits, and nothing is rounded", () => {
  assert.deepEqual(numberAnswer.line("18446744073709551615"), { result: 2n ** 64n - 1n });
  assert.deepEqual(numberAnswer.line("9 "), { result: 9n });
  assert.deepEqual(numberAnswer.line("NOT_FOUND"), { result: null });
  for (const line of ["", "-1", "1.5", "0x10", " 1", "1".repeat(21)])
    assert.throws(() => numberAnswer.line(line), UnexpectedAnswerError);
});

test("values: those that were asked for, once each, with an identifier or without", () => {
  const answer = items(true);
  assert.deepEqual(answer.line("VALUE b 4294967295 3 12"), { valueLength: 3 });
  answer.value?.(utf8("END"));
  assert.deepEqual(answer.line("END"), {
    result: new Map([["b", { value: utf8("END"), flags: 4294967295, cas: "12" }]]),
  });
  assert.deepEqual(items().line("END"), { result: new Map() });
  for (const line of [
    "VALUE x 0 1",
    "VALUE a 0 1 5",
    "VALUE a 0 -1",
    "VALUE a 0 1e1",
    "VALUE a 0",
    "VALUE  a 0 1",
    "VALUE a 0 1 ",
    "END ",
    "STORED",
  ])
    assert.throws(() => items().line(line), UnexpectedAnswerError, line);
  assert.throws(() => items(true).line("VALUE a 0 1"), UnexpectedAnswerError);
  const twice = items();
  twice.line("VALUE a 0 1");
  twice.value?.(utf8("1"));
  assert.throws(() => twice.line("VALUE a 0 1"), UnexpectedAnswerError);
});

test("a promise of too much is refused before any of it comes", () => {
  assert.throws(() => items().line("VALUE a 0 11"), AnswerTooLongError);
  assert.throws(() => items().line("VALUE a 0 4294967296"), AnswerTooLongError);
  const answer = items();
  for (const key of ["a", "b"]) {
    answer.line(`VALUE ${key} 0 10`);
    answer.value?.(new Uint8Array(10));
  }
  assert.throws(() => answer.line("VALUE c 0 10"), AnswerTooLongError);
});

test("statistics end, and have a limit", () => {
  const answer = statsAnswer({ ...LIMITS, maxAnswerLength: 40 + 3 * 64 });
  assert.equal(answer.line("STAT pid 12"), null);
  assert.equal(answer.line("STAT empty"), null);
  assert.equal(answer.line("STAT s a b"), null);
  assert.throws(() => answer.line("VALUE a 0 1"), UnexpectedAnswerError);
  assert.deepEqual(answer.line("END"), {
    result: new Map([
      ["pid", "12"],
      ["empty", ""],
      ["s", "a b"],
    ]),
  });
  assert.throws(() => answer.line("STAT endless 1"), AnswerTooLongError);
  assert.deepEqual(statsAnswer(LIMITS).line("RESET"), { result: new Map() });
});

test("a version is what is behind the word", () => {
  assert.deepEqual(versionAnswer.line("VERSION 1.6.18 (x)"), { result: "1.6.18 (x)" });
  assert.throws(() => versionAnswer.line("VERSIONS"), UnexpectedAnswerError);
});

test("of what was not expected a part is shown", () => {
  assert.equal(unexpected("x".repeat(1000)).message, `memcached has said "${"x".repeat(100)}"`);
});
