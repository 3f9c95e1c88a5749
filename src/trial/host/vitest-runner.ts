/** Vitest. */
import { FOREVER_MILLISECONDS, type TestRunner } from "./runner.ts";

interface VitestTestOptions {
  readonly timeout: number;
  readonly skip: boolean;
}

export interface VitestFunctions {
  describe(name: string, body: () => void): unknown;
  test(
    name: string,
    options: VitestTestOptions,
    /** Its `skip` throws. */
    body: (context: { skip(note?: string): never }) => Promise<void>,
  ): unknown;
}

export function vitestRunner({ describe, test }: VitestFunctions): TestRunner {
  return {
    name: "vitest",
    suite: (name, define) => void describe(name, define),
    test: (name, run, { skip } = {}) => {
      const options = { timeout: FOREVER_MILLISECONDS, skip: skip !== undefined };
      test(name, options, async (context) => {
        let skipped: string | undefined;
        await run({
          skip: (reason) => {
            skipped = reason;
          },
          // One can say so only before a test runs.
          todo: () => {},
        });
        if (skipped !== undefined) context.skip(skipped);
      });
    },
  };
}
