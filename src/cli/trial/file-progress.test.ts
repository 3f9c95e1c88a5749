import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestResult } from "../../trial/index.ts";
import { FileProgress } from "./file-progress.ts";
import type { WorkerMessage } from "./messages.ts";

const success = (id: string): WorkerMessage => ({
  type: "result",
  id,
  outcome: "success",
  detail: "",
  seconds: 0,
});
const began = (id: string): WorkerMessage => ({ type: "began", id });
const loaded: WorkerMessage = { type: "loaded", exported: [] };

function hear(...messages: WorkerMessage[]) {
  const told: TestResult[] = [];
  const progress = new FileProgress((result) => told.push(result));
  for (const message of messages) progress.hear(message);
  const lines = (): string[] =>
    told.map(({ id, outcome, detail }) => `${id}: ${outcome} ${detail}`.trim());
  return { progress, lines };
}

test("results are told as they come, and an end in order adds nothing", () => {
  const { progress, lines } = hear(loaded, began("S.a"), success("S.a"), began("S.b"));
  assert.equal(progress.running, "S.b");
  progress.hear(success("S.b"));
  assert.equal(progress.running, null);
  progress.end({ code: 0, signal: null });
  assert.deepEqual(lines(), ["S.a: success", "S.b: success"]);
});

test("what runs is the test, not the suites that it is in, in whichever order they are told", () => {
  assert.equal(hear(began("S"), began("S.a")).progress.running, "S.a");
  assert.equal(hear(began("S.a"), began("S")).progress.running, "S.a");
  const over: WorkerMessage = { type: "over", id: "S" };
  assert.equal(hear(began("S"), began("S.a"), success("S.a"), over).progress.running, null);
});

test("U8: a process that dies is an error of the test that ran, whatever its status", () => {
  for (const [how, text] of [
    [{ code: 0, signal: null }, "exit status 0"],
    [{ code: null, signal: "SIGKILL" }, "killed by SIGKILL"],
  ] as const) {
    const { progress, lines } = hear(loaded, began("S.a"));
    progress.end(how);
    assert.deepEqual(lines(), [`S.a: error its process ended before it did: ${text}`]);
  }
});

test("U8: what a test said of itself counts, if its process dies before the runner said more", () => {
  const ended = (id: string): WorkerMessage => ({ ...success(id), type: "ended" }) as WorkerMessage;
  const { progress, lines } = hear(loaded, began("S.a"), ended("S.a"), began("S.b"));
  assert.equal(progress.running, "S.b");
  progress.end({ code: 0, signal: null });
  assert.match(lines().join("\n"), /^S\.a: success\nS\.b: error its process ended before it did/);
  const both = hear(loaded, began("S.a"), ended("S.a"), success("S.a"));
  both.progress.end({ code: 0, signal: null });
  assert.deepEqual(both.lines(), ["S.a: success"]);
});

test("a process that ends badly while no test runs is an error of the file, with what was said of it", () => {
  const { progress, lines } = hear(loaded, success("S.a"), { type: "warning", text: "late" });
  progress.end({ code: 1, signal: null });
  assert.deepEqual(lines(), ["S.a: success", ": error late\nits process ended: exit status 1"]);
});

test("a failure explains a bad status", () => {
  const failure: WorkerMessage = { ...success("a"), outcome: "failure" } as WorkerMessage;
  const { progress, lines } = hear(loaded, failure);
  progress.end({ code: 1, signal: null });
  assert.equal(lines().length, 1);
});

test("a file that ends the process before it is loaded is an error", () => {
  const { progress, lines } = hear();
  progress.end({ code: 0, signal: null });
  assert.match(lines()[0]!, /^: error its process ended before the file was loaded: exit status 0/);
});

test("classes that are exported and never registered are an error, unless there were tests", () => {
  const exports: WorkerMessage = { type: "loaded", exported: ["A", "B"] };
  const forgot = hear(exports, { type: "suite", name: "B" });
  forgot.progress.end({ code: 0, signal: null });
  assert.deepEqual(forgot.lines(), [": error it exports A, and never calls trial(A)"]);
  const fine = hear(exports, success("B.t"));
  fine.progress.end({ code: 0, signal: null });
  assert.deepEqual(fine.lines(), ["B.t: success"]);
});
