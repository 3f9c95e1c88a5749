/**
 * What a run looks like: quiet when green, each problem whole, and Twisted's two lines at the end.
 *
 * Every problem has a name that can be given to `trial` to run that test alone.
 */
import { relative } from "node:path";
import type { TestOutcome, TestResult } from "../../trial/index.ts";
import { Counts } from "./results.ts";
import { stemOf } from "./test-files.ts";

export interface TextReportOptions {
  readonly cwd: string;
  /** A line for each test. */
  readonly verbose: boolean;
  write(text: string): void;
}

const WIDTH = 79;
const TAGS: Readonly<Record<TestOutcome, string>> = {
  success: "[OK]",
  skip: "[SKIPPED]",
  failure: "[FAIL]",
  error: "[ERROR]",
  expectedFailure: "[TODO]",
  unexpectedSuccess: "[SUCCESS!?!]",
};
const PROBLEMS: ReadonlySet<TestOutcome> = new Set<TestOutcome>([
  "failure",
  "error",
  "unexpectedSuccess",
]);

interface Problem extends TestResult {
  readonly path: string;
}

export class TextReport {
  readonly counts: Counts = new Counts();
  readonly #options: TextReportOptions;
  readonly #problems: Problem[] = [];
  /** What stands above the next line of the tree: the file, and the suites. */
  #above: readonly string[] = [];

  constructor(options: TextReportOptions) {
    this.#options = options;
  }

  result(path: string, result: TestResult): void {
    this.counts.add(result);
    if (PROBLEMS.has(result.outcome)) this.#problems.push({ path, ...result });
    if (this.#options.verbose) this.#line(path, result);
  }

  /** The end of a run that took `seconds`; `interrupted` are tests that were cut short. */
  finish(seconds: number, interrupted: readonly string[] | null): void {
    const { write } = this.#options;
    // A terminal has just shown ^C.
    if (interrupted !== null) write("\n");
    for (const problem of this.#problems) write(this.#textOf(problem));
    const { total } = this.counts;
    write(`${"-".repeat(WIDTH)}\n`);
    write(`Ran ${total} ${total === 1 ? "test" : "tests"} in ${seconds.toFixed(3)}s\n`);
    if (interrupted !== null) {
      const which = interrupted.length === 0 ? "" : ` while it ran ${interrupted.join(", ")}`;
      write(`Interrupted${which}\n`);
    }
    const word = this.counts.passed && interrupted === null ? "PASSED" : "FAILED";
    write(`\n${`${word} ${this.counts}`.trim()}\n`);
  }

  /** `test/echo.EchoTest.testEcho`. */
  nameOf(path: string, id: string): string {
    const near = relative(this.#options.cwd, path);
    if (id === "") return near;
    return /^[\w$.]+$/.test(id) ? `${stemOf(near)}.${id}` : `${near}: ${id}`;
  }

  #textOf({ path, id, outcome, detail }: Problem): string {
    const text =
      outcome === "unexpectedSuccess"
        ? `it passed, though it is marked as todo: ${detail}`
        : detail;
    return `${"=".repeat(WIDTH)}\n${TAGS[outcome]} ${this.nameOf(path, id)}\n${text}\n`;
  }

  #line(path: string, { id, outcome, detail }: TestResult): void {
    const names = id.split(".");
    const isMethod = names.length === 2 && /^[\w$.]+$/.test(id);
    const last = isMethod ? names[1]! : id || "(the file)";
    const above = [relative(this.#options.cwd, path), ...(isMethod ? [names[0]!] : [])];
    for (const [depth, name] of above.entries())
      if (above.slice(0, depth + 1).some((each, at) => each !== this.#above[at]))
        this.#options.write(`${"  ".repeat(depth)}${name}\n`);
    this.#above = above;
    const text = `${"  ".repeat(above.length)}${last} ...`;
    const tag = TAGS[outcome];
    const reason = outcome === "skip" || outcome === "expectedFailure" ? ` ${detail}` : "";
    this.#options.write(`${text.padEnd(WIDTH - tag.length - 1)} ${tag}${reason}\n`);
  }
}
