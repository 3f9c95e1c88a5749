/** `bun test`. A test cannot say that it is skipped once it runs: it passes. */
import { FOREVER_MILLISECONDS, type TestRunner } from "./runner.ts";

type BunTest = (name: string, body: () => Promise<void>, milliseconds: number) => unknown;

export interface BunTestFunctions {
  describe(name: string, body: () => void): unknown;
  readonly test: BunTest & { readonly skip: BunTest };
}

export function bunRunner({ describe, test }: BunTestFunctions): TestRunner {
  return {
    name: "bun",
    suite: (name, define) => void describe(name, define),
    test: (name, run, { skip } = {}) => {
      const register = skip === undefined ? test : test.skip;
      const body = async (): Promise<void> => await run({ skip: () => {}, todo: () => {} });
      register(name, body, FOREVER_MILLISECONDS);
    },
  };
}
