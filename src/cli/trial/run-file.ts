/** One test file in a process of its own, from its start until nothing of it is left. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { TestResult, TrialRequest } from "../../trial/index.ts";
import { environmentFor } from "./environment.ts";
import { FileProgress } from "./file-progress.ts";
import { MESSAGES_DESCRIPTOR, MessageReader } from "./messages.ts";
import type { FileToRun } from "./test-files.ts";

export interface RunFileOptions {
  readonly cwd: string;
  readonly request: TrialRequest;
  /** Where what the tests write goes. */
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  onResult(result: TestResult): void;
}

export interface FileReport {
  readonly file: FileToRun;
  readonly results: readonly TestResult[];
  /** The test that was cut short by the signal. */
  readonly interrupted: string | null;
}

const WORKER: string = fileURLToPath(new URL("worker-main.js", import.meta.url));
const REPORTER: string = new URL("reporter.js", import.meta.url).href;
/** How long what a process has left behind may hold its output open. */
const LAST_OUTPUT_MILLISECONDS = 500;

/** Never rejects: whatever happens to the process is a result of a test. */
export function runFile(file: FileToRun, options: RunFileOptions): Promise<FileReport> {
  const { signal, stdout, stderr } = options;
  const progress = new FileProgress(options.onResult);
  const child = start(file, options);
  const reader = new MessageReader((message) => progress.hear(message));
  const messages = child.stdio[MESSAGES_DESCRIPTOR] as Readable;
  messages.setEncoding("utf8").on("data", (text: string) => reader.read(text));
  child.stdout?.on("data", (chunk: Buffer) => void stdout.write(chunk));
  child.stderr?.on("data", (chunk: Buffer) => void stderr.write(chunk));
  return new Promise((done) => {
    let isInterrupted = false;
    const stop = (): void => {
      isInterrupted = true;
      endGroup(child);
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    const finish = (): void => {
      const interrupted = isInterrupted ? progress.cut() : null;
      clearTimeout(lastOutput);
      signal.removeEventListener("abort", stop);
      done({ file, results: progress.results, interrupted });
    };
    let lastOutput: NodeJS.Timeout | undefined;
    child.on("exit", () => {
      // What its tests have started ends with it.
      endGroup(child);
      lastOutput = setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, LAST_OUTPUT_MILLISECONDS);
    });
    child.on("error", ({ message: detail }) => {
      if (child.pid !== undefined) return;
      progress.hear({ type: "result", id: "", outcome: "error", detail, seconds: 0 });
      finish();
    });
    child.on("close", (code, killedBy) => {
      if (child.pid === undefined) return;
      if (!isInterrupted) progress.end({ code, signal: killedBy });
      finish();
    });
  });
}

function start({ path, select }: FileToRun, { cwd, request }: RunFileOptions): ChildProcess {
  const asked: TrialRequest = { ...request, select, descriptor: MESSAGES_DESCRIPTOR };
  const flags = [
    "--enable-source-maps",
    // What a test has left open keeps nobody waiting; it fails the test that did.
    "--test-force-exit",
    ...(select.length > 0 || request.dryRun ? ["--test-only"] : []),
    `--test-reporter=${REPORTER}`,
    "--test-reporter-destination=stdout",
  ];
  return spawn(process.execPath, [...flags, WORKER, path], {
    cwd,
    // A group of its own, so that Ctrl-C is the command's alone, which then says what was running.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: environmentFor(asked, process.env),
  });
}

/** The process and all that it started. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // There is none any more.
  }
}
