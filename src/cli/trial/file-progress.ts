/**
 * How far a file is, from what its process says, and what has to be said when that has ended.
 *
 * Rule: every test that began has exactly one result. What has none when the process is gone, died with it.
 */
import type { TestOutcome, TestResult } from "../../trial/index.ts";
import type { WorkerMessage } from "./messages.ts";

const FAILED: ReadonlySet<TestOutcome> = new Set<TestOutcome>(["failure", "error"]);
const MOST_WARNINGS = 20;

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

export class FileProgress {
  readonly results: TestResult[] = [];
  readonly #onResult: (result: TestResult) => void;
  readonly #began = new Set<string>();
  readonly #suites = new Set<string>();
  #exported: readonly string[] = [];
  /** What tests say of themselves; the runner's word is still to come. */
  readonly #ended = new Map<string, TestResult>();
  readonly #warnings: string[] = [];
  #loaded = false;

  constructor(onResult: (result: TestResult) => void) {
    this.#onResult = onResult;
  }

  /** What runs now, not the suites that it is in; `null` if nothing does. */
  get running(): string | null {
    const began = [...this.#began].filter((id) => !this.#ended.has(id));
    const isInside = (id: string): boolean => !began.some((other) => other.startsWith(`${id}.`));
    return began.filter(isInside).at(-1) ?? null;
  }

  hear(message: WorkerMessage): void {
    switch (message.type) {
      case "began":
        this.#began.add(message.id);
        break;
      case "ended": {
        const { type: _type, ...result } = message;
        this.#ended.set(message.id, result);
        break;
      }
      case "over":
        this.#began.delete(message.id);
        break;
      case "suite":
        this.#suites.add(message.name);
        break;
      case "warning":
        if (this.#warnings.length < MOST_WARNINGS) this.#warnings.push(message.text);
        break;
      case "loaded":
        this.#loaded = true;
        this.#exported = message.exported;
        break;
      case "result": {
        const { type: _type, ...result } = message;
        this.#add(result);
      }
    }
  }

  /** We have ended the process: what was running, `""` if that was no test. */
  cut(): string {
    const { running } = this;
    for (const result of this.#ended.values()) this.#add(result);
    return running ?? "";
  }

  /** The process is gone: what has no result yet gets one. */
  end(how: ProcessEnd): void {
    const running = this.cut();
    const problem = (id: string, ...detail: string[]): void =>
      this.#add({ id, outcome: "error", detail: detail.join("\n"), seconds: 0 });
    if (running !== "") {
      this.#began.clear();
      problem(running, `its process ended before it did: ${said(how)}`);
      return;
    }
    const isExplained = this.results.some(({ outcome }) => FAILED.has(outcome));
    if (how.signal !== null || (how.code !== 0 && !isExplained))
      problem("", ...this.#warnings, `its process ended: ${said(how)}`);
    else if (!this.#loaded && !isExplained)
      problem("", `its process ended before the file was loaded: ${said(how)}`);
    const forgotten = this.#exported.filter((name) => !this.#suites.has(name)).join(", ");
    if (this.results.length === 0 && forgotten !== "")
      problem("", `it exports ${forgotten}, and never calls trial(${forgotten})`);
  }

  #add(result: TestResult): void {
    this.#began.delete(result.id);
    this.#ended.delete(result.id);
    this.results.push(result);
    this.#onResult(result);
  }
}

function said({ code, signal }: ProcessEnd): string {
  return signal === null ? `exit status ${code}` : `killed by ${signal}`;
}
