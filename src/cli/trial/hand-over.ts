/** What `node --test` does better, it does: reporters, coverage, watch mode. It is told what `trial` was asked for. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { TrialRequest } from "../../trial/index.ts";
import { environmentFor } from "./environment.ts";
import { TrialUsageError } from "./errors.ts";
import type { FileToRun } from "./test-files.ts";

export interface HandOverOptions {
  readonly cwd: string;
  readonly request: TrialRequest;
  readonly jobs: number;
  readonly coverage: boolean;
  readonly watch: boolean;
  /** A name that `node --test` knows, or a module. */
  readonly reporter: string | undefined;
  readonly signal: AbortSignal;
}

/** What `node` is started with. Throws `TrialUsageError`. */
export function nodeArguments(files: readonly FileToRun[], options: HandOverOptions): string[] {
  const select = selectionOf(files);
  if (options.reporter !== undefined) checkReporter(options.reporter, options.cwd);
  return [
    "--test",
    `--test-concurrency=${options.jobs}`,
    ...(select.length > 0 || options.request.dryRun ? ["--test-only"] : []),
    ...(options.coverage ? ["--experimental-test-coverage"] : []),
    ...(options.watch ? ["--watch"] : []),
    `--test-reporter=${options.reporter ?? "spec"}`,
    ...files.map(({ path }) => path),
  ];
}

const REPORTERS: ReadonlySet<string> = new Set(["spec", "tap", "dot", "junit", "lcov"]);

/** Node.js would say it with a stack trace. */
function checkReporter(reporter: string, cwd: string): void {
  if (REPORTERS.has(reporter)) return;
  try {
    createRequire(join(cwd, "reporter")).resolve(reporter);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== "MODULE_NOT_FOUND") return;
    throw new TrialUsageError(`there is no reporter ${reporter}`);
  }
}

/** All files are asked the same. */
function selectionOf(files: readonly FileToRun[]): string[] {
  const select = [...new Set(files.flatMap((file) => file.select))];
  if (select.length > 0 && files.some((file) => file.select.length === 0))
    throw new TrialUsageError(
      "with --coverage, --watch or a reporter of Node's, name either files or classes, not some of both",
    );
  return select;
}

/** Gives its exit status: 0 or 1. */
export function handOver(files: readonly FileToRun[], options: HandOverOptions): Promise<number> {
  const request: TrialRequest = { ...options.request, select: selectionOf(files) };
  const child = spawn(process.execPath, nodeArguments(files, options), {
    cwd: options.cwd,
    stdio: "inherit",
    env: environmentFor(request, process.env),
  });
  options.signal.addEventListener("abort", () => child.kill("SIGINT"));
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => done(code === 0 ? 0 : 1));
  });
}
