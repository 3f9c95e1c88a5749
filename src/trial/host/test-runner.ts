/**
 * The test runner that this file was loaded by: Node's, Vitest's, Bun's or Deno's, with one face.
 *
 * Rule: nothing is imported to find out. A runner that is at work can be seen from what it has put there.
 */
import * as nodeTest from "node:test";
import { type BunTestFunctions, bunRunner } from "./bun-runner.ts";
import { type DenoTestFunction, denoRunner } from "./deno-runner.ts";
import { nodeRunner } from "./node-runner.ts";
import { commandRequest } from "./request.ts";
import { requestedRunner } from "./requested-runner.ts";
import type { TestRunner } from "./runner.ts";
import { type VitestFunctions, vitestRunner } from "./vitest-runner.ts";

/** What the runners leave in sight. */
interface Surroundings {
  /** Vitest's own module, for those who cannot import it. */
  readonly __vitest_index__?: VitestFunctions;
  readonly Bun?: { jest(path: string): BunTestFunctions };
  readonly Deno?: { readonly test?: DenoTestFunction };
}

let found: TestRunner | undefined;

/**
 * The runner that tests of this process are registered with.
 *
 * `testRunner().test("name", async () => {})` is a test under `node --test`, `trial`, Vitest, `bun test` and
 * `deno test`. Where none of the others is at work it is `node:test`.
 */
export function testRunner(): TestRunner {
  found ??= findRunner(globalThis as Surroundings);
  return found;
}

/** {@link testRunner}, of given surroundings. */
export function findRunner({ __vitest_index__: vitest, Bun, Deno }: Surroundings): TestRunner {
  if (vitest !== undefined) return vitestRunner(vitest);
  if (Bun !== undefined) return bunRunner(Bun.jest(import.meta.filename));
  if (Deno?.test !== undefined) return denoRunner(Deno.test);
  const request = commandRequest();
  const { select, dryRun } = request;
  const runner = nodeRunner(nodeTest, dryRun && !select?.length ? "all" : select);
  return requestedRunner(runner, request);
}
