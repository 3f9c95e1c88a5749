/** A test runner that runs what is registered when it is told to, and remembers how it went. */
import type { RunnerTestOptions, RunningTest, TestRunner } from "./host/index.ts";

interface Registered {
  readonly path: string;
  readonly options: RunnerTestOptions;
  run(running: RunningTest): PromiseLike<void>;
}

export class RecordingRunner implements TestRunner {
  readonly name = "node";
  readonly tests: Registered[] = [];
  #suite = "";

  suite(name: string, define: () => void): void {
    this.#suite = `${name}.`;
    define();
    this.#suite = "";
  }

  test(name: string, run: Registered["run"], options: RunnerTestOptions = {}): void {
    this.tests.push({ path: `${this.#suite}${name}`, options, run });
  }

  /** A line for each test: `"EchoTest.testEcho: ok"`. */
  async runAll(): Promise<string[]> {
    const lines: string[] = [];
    for (const { path, options, run } of this.tests) {
      let result = options.skip === undefined ? "ok" : `skip ${options.skip}`;
      const running: RunningTest = {
        skip: (reason) => {
          result = `skip ${reason}`;
        },
        todo: (reason) => {
          result = `todo ${reason}`;
        },
      };
      try {
        if (options.skip === undefined) await run(running);
      } catch (thrown) {
        result = `failed ${(thrown as Error).message}`;
      }
      lines.push(`${path}: ${result}`);
    }
    return lines;
  }
}
