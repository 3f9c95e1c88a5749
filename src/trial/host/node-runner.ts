/** `node:test`. */
import { isIn, OpenSuites, type RunningTest, type TestRunner } from "./runner.ts";

interface NodeTestOptions {
  readonly skip?: string | boolean;
  readonly only?: boolean;
}

export interface NodeTestFunctions {
  describe(name: string, options: NodeTestOptions, body: () => void): unknown;
  test(
    name: string,
    options: NodeTestOptions,
    body: (context: {
      skip(message?: string): void;
      todo(message?: string): void;
    }) => Promise<void>,
  ): unknown;
}

/** With `select`, the tests of those names, and those inside suites of those names, are marked as `only`; or all are. */
export function nodeRunner(
  { describe, test }: NodeTestFunctions,
  select: readonly string[] | "all" = [],
): TestRunner {
  const suites = new OpenSuites();
  const isWanted = (matches: (each: string) => boolean): boolean =>
    select === "all" || select.some(matches);
  const only = (wanted: boolean): NodeTestOptions =>
    select.length > 0 && wanted ? { only: true } : {};
  return {
    name: "node",
    suite: (name, define) => {
      const path = suites.pathOf(name);
      const wanted = isWanted((each) => isIn(each, path) || isIn(path, each));
      describe(name, only(wanted), () => suites.define(name, define));
    },
    test: (name, run, { skip } = {}) => {
      const path = suites.pathOf(name);
      const options = only(isWanted((each) => isIn(path, each)));
      test(name, skip === undefined ? options : { ...options, skip }, async (context) => {
        const running: RunningTest = {
          skip: (reason) => context.skip(reason),
          todo: (reason) => context.todo(reason),
        };
        await run(running);
      });
    },
  };
}
