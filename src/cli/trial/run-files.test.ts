import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { FileReport, RunFileOptions } from "./run-file.ts";
import { runFiles } from "./run-files.ts";
import type { FileToRun } from "./test-files.ts";

const files = ["a", "b", "c"].map((path): FileToRun => ({ path, select: [] }));

/** Files that run until they are told to end. */
function setUp(jobs: number, exitFirst = false) {
  const said: string[] = [];
  const stop = new AbortController();
  const running = new Map<string, { options: RunFileOptions; end(): void }>();
  const all = runFiles(files, {
    cwd: ".",
    jobs,
    request: { exitFirst },
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: stop.signal,
    onResult: ({ path }, { id }) => void said.push(`${path} ${id}`),
    run: (file, options) =>
      new Promise<FileReport>((done) => {
        const end = (): void => {
          running.delete(file.path);
          done({ file, results: [], interrupted: options.signal.aborted ? "x" : null });
        };
        running.set(file.path, { options, end });
        options.signal.addEventListener("abort", end);
      }),
  });
  const result = (path: string, outcome: "success" | "failure" = "success"): void =>
    running.get(path)!.options.onResult({ id: "t", outcome, detail: "", seconds: 0 });
  const end = async (path: string): Promise<void> => {
    running.get(path)!.end();
    await new Promise(setImmediate);
  };
  return { said, stop, running, all, result, end };
}

test("one after the other", async () => {
  const { running, all, result, end, said } = setUp(1);
  for (const path of ["a", "b", "c"]) {
    assert.deepEqual([...running.keys()], [path]);
    result(path);
    await end(path);
  }
  assert.deepEqual(said, ["a t", "b t", "c t"]);
  assert.equal((await all).length, 3);
});

test("U8: side by side, told in order, no more of them than there are jobs", async () => {
  const { running, all, result, end, said } = setUp(2);
  assert.deepEqual([...running.keys()], ["a", "b"]);
  result("b");
  await end("b");
  assert.deepEqual([...running.keys()], ["a", "c"]);
  result("c");
  result("a");
  assert.deepEqual(said, ["a t"]);
  await end("c");
  await end("a");
  assert.deepEqual(said, ["a t", "b t", "c t"]);
  assert.deepEqual(
    (await all).map(({ file }) => file.path),
    ["a", "b", "c"],
  );
});

test("an interruption ends what runs and begins nothing", async () => {
  const { stop, all } = setUp(2);
  stop.abort();
  const reports = await all;
  assert.deepEqual(
    reports.map(({ file, interrupted }) => [file.path, interrupted]),
    [
      ["a", "x"],
      ["b", "x"],
    ],
  );
});

test("the first failure ends all, where that was asked for", async () => {
  const { all, result, said } = setUp(2, true);
  result("b", "failure");
  assert.equal((await all).length, 2);
  assert.deepEqual(said, ["b t"]);
});
