/** `deno test`: it has no suites, so their names stand before those of their tests. As with Bun, what runs cannot be skipped. */
import { OpenSuites, type TestRunner } from "./runner.ts";

export type DenoTestFunction = (definition: {
  readonly name: string;
  readonly ignore: boolean;
  readonly fn: () => Promise<void>;
}) => void;

export function denoRunner(test: DenoTestFunction): TestRunner {
  const suites = new OpenSuites();
  return {
    name: "deno",
    suite: (name, define) => suites.define(name, define),
    test: (name, run, { skip } = {}) =>
      test({
        name: suites.pathOf(name),
        ignore: skip !== undefined,
        fn: async () => await run({ skip: () => {}, todo: () => {} }),
      }),
  };
}
