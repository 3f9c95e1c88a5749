/** What we need of a test runner, whichever it is. */

/** One test, while it runs. Where a runner knows no such thing, the test just counts as passed. */
export interface RunningTest {
  /** The test counts as skipped, whatever happens next. */
  skip(reason: string): void;
  /** The test counts as one that is known not to work yet. */
  todo(reason: string): void;
}

export interface RunnerTestOptions {
  /** Do not run it; why. */
  readonly skip?: string;
}

export interface TestRunner {
  readonly name: "node" | "vitest" | "bun" | "deno";
  /** Tests that `define` registers belong together. */
  suite(name: string, define: () => void): void;
  /** It fails if `run` rejects. The runner sets no limit of time: that is the test's own. */
  test(
    name: string,
    run: (running: RunningTest) => PromiseLike<void>,
    options?: RunnerTestOptions,
  ): void;
}

/** No runner should give up before the test does; the longest delay that all runtimes have. */
export const FOREVER_MILLISECONDS: number = 2 ** 31 - 1;

/** The suites that are being defined, outermost first. */
export class OpenSuites {
  readonly #names: string[] = [];

  define(name: string, body: () => void): void {
    this.#names.push(name);
    try {
      body();
    } finally {
      this.#names.pop();
    }
  }

  /** `name` with those of its suites: `"EchoTest.testEcho"`. */
  pathOf(name: string): string {
    return [...this.#names, name].join(".");
  }
}

/** Is it the test of that name, or one in the suite of that name? */
export function isIn(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}.`);
}
