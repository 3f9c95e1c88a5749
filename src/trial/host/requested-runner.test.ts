import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordingRunner } from "../recording-runner.test-fixture.ts";
import type { TrialMessage, TrialRequest } from "./request.ts";
import { requestedRunner } from "./requested-runner.ts";

async function run(request: TrialRequest) {
  const told: TrialMessage[] = [];
  const ran: string[] = [];
  const recording = new RecordingRunner();
  const runner = requestedRunner(recording, request, {
    tell: (message) => void told.push(message),
    folder: "/",
  });
  runner.suite("S", () => {
    runner.test("good", async () => void ran.push("good"));
    runner.test("bad", async () => {
      throw new Error("x");
    });
    runner.test("never", async () => void ran.push("never"), { skip: "why" });
  });
  runner.test("today", async (running) => running.skip("today"));
  runner.test("last", async () => void ran.push("last"));
  return { told, ran, lines: await recording.runAll() };
}

test("nothing asked: all run, and each says that it begins", async () => {
  const { told, ran, lines } = await run({});
  assert.deepEqual(lines, [
    "S.good: ok",
    "S.bad: failed x",
    "S.never: skip why",
    "today: skip today",
    "last: ok",
  ]);
  assert.deepEqual(ran, ["good", "last"]);
  const ended = { type: "ended", seconds: 0 };
  const texts = told.map((each) =>
    each.type === "ended" ? { ...each, detail: each.detail.split("\n")[0] } : each,
  );
  assert.deepEqual(texts, [
    { type: "suite", name: "S" },
    { type: "began", id: "S.good" },
    { ...ended, id: "S.good", outcome: "success", detail: "" },
    { type: "began", id: "S.bad" },
    { ...ended, id: "S.bad", outcome: "error", detail: "Error: x" },
    { type: "began", id: "today" },
    { ...ended, id: "today", outcome: "skip", detail: "today" },
    { type: "began", id: "last" },
    { ...ended, id: "last", outcome: "success", detail: "" },
  ]);
});

test("a dry run runs nothing, and names all", async () => {
  const { ran, lines } = await run({ dryRun: true });
  assert.deepEqual(ran, []);
  assert.deepEqual(
    lines,
    ["S.good", "S.bad", "S.never", "today", "last"].map(
      (id) => `${id}: skip not run: it was only asked for`,
    ),
  );
});

test("after one that failed no other runs", async () => {
  const { ran, lines } = await run({ exitFirst: true });
  assert.deepEqual(ran, ["good"]);
  assert.equal(lines.at(-1), "last: skip not run: a test has failed");
});

test("what is not selected does not run, whatever the runner thinks", async () => {
  const { ran, lines } = await run({ select: ["S.good"] });
  assert.deepEqual(ran, ["good"]);
  assert.equal(lines.at(-1), "last: skip 'only' option not set");
});
