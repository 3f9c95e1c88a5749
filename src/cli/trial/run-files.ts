/** Many files, some of them side by side, reported in the order in which they were asked for. */
import type { Writable } from "node:stream";
import type { TestResult, TrialRequest } from "../../trial/index.ts";
import { InOrder } from "./in-order.ts";
import { type FileReport, type RunFileOptions, runFile } from "./run-file.ts";
import type { FileToRun } from "./test-files.ts";

export interface RunFilesOptions {
  readonly cwd: string;
  readonly jobs: number;
  readonly request: TrialRequest;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Called in order: all of one file, then all of the next. */
  onResult(file: FileToRun, result: TestResult): void;
  /** For tests. */
  readonly run?: (file: FileToRun, options: RunFileOptions) => Promise<FileReport>;
}

/** Reports of the files that were begun. Never rejects. */
export async function runFiles(
  files: readonly FileToRun[],
  options: RunFilesOptions,
): Promise<FileReport[]> {
  const { cwd, request, jobs, run = runFile } = options;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  options.signal.addEventListener("abort", interrupt);
  if (options.signal.aborted) interrupt();
  const inOrder = new InOrder();
  const reports: FileReport[] = [];
  const left = files.entries();
  const work = async (): Promise<void> => {
    for (const [at, file] of left) {
      if (stop.signal.aborted) return;
      const speaker = inOrder.add();
      reports[at] = await run(file, {
        cwd,
        request,
        stdout: speaker.streamTo(options.stdout),
        stderr: speaker.streamTo(options.stderr),
        signal: stop.signal,
        onResult: (result) => {
          speaker.say(() => options.onResult(file, result));
          const failed = result.outcome === "failure" || result.outcome === "error";
          if (request.exitFirst && failed) interrupt();
        },
      });
      inOrder.end(speaker);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, files.length) }, work));
  options.signal.removeEventListener("abort", interrupt);
  return reports.filter((report) => report !== undefined);
}
