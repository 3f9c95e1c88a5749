import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { ProcessTerminated } from "../../net/index.ts";
import type { WorkerMessage } from "../../platform/node/index.ts";
import { workerProcesses } from "./worker-processes.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-worker-"));
after(() => rmSync(folder, { recursive: true }));

/** A worker that runs `program`; what it says, and how it ends. */
function worker(program: string) {
  const file = join(folder, `${Math.random()}.mjs`);
  writeFileSync(file, program);
  const spawn = workerProcesses({
    pid: process.pid,
    execPath: process.execPath,
    execArgv: ["--no-warnings", "--inspect=0"],
    args: [file, "an argument"],
    env: process.env,
  });
  const said: unknown[] = [];
  let answer: (message: WorkerMessage) => void = () => {};
  let end!: (error: ProcessTerminated) => void;
  const ended = new Promise<ProcessTerminated>((resolve) => {
    end = resolve;
  });
  const started = spawn(3, {
    message: (message, tell) => {
      said.push((message as object as { said: unknown }).said);
      answer(message);
      tell({ torsion: "failed", id: 1, code: "E", message: "told" });
    },
    ended: ({ value }) => end(value as ProcessTerminated),
  });
  const onMessage = (hear: (message: WorkerMessage) => void): void => {
    answer = hear;
  };
  return { started, said, ended, onMessage };
}

test("a worker runs the same program, knows its number, and speaks with us; what the program says for others is not for us", async () => {
  const { started, said, ended } = worker(`
    const { TORSION_WORKER, TORSION_SUPERVISOR } = process.env;
    process.send(null); process.send("ready");
    const said = [TORSION_WORKER, Number(TORSION_SUPERVISOR) === process.ppid, process.argv[2], process.execArgv.join()];
    process.send({ torsion: "started", said });
    process.once("message", ({ message: said }) => { process.send({ torsion: "started", said }); process.disconnect(); process.exitCode = 5; });`);
  await started;
  const { exitCode, message } = await ended;
  assert.deepEqual(said, [["3", true, "an argument", "--no-warnings"], "told"]);
  assert.deepEqual([exitCode, message], [5, "worker 3 has ended with exit code 5"]);
});

test("signals reach it, and are nothing where it has ended", async () => {
  const { started, ended, onMessage } = worker(
    `process.send({ torsion: "started" }); process.on("message", () => {});`,
  );
  const running = await started;
  await new Promise<void>((resolve) => onMessage(() => resolve()));
  running.signal("KILL");
  assert.equal((await ended).signal, "SIGKILL");
  running.signal("TERM");
});

test("a program that cannot be started at all is a failure", async () => {
  const spawn = workerProcesses({
    ...{ pid: 1, execPath: join(folder, "missing"), execArgv: [], args: [], env: {} },
  });
  await assert.rejects(
    async () => await spawn(1, { message: () => {}, ended: () => assert.fail("it never began") }),
    { name: "SpawnError" },
  );
});
