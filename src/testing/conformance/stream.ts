/**
 * What a platform with `tcp` must do, as tests of any runner.
 *
 * ```ts
 * import { test } from "node:test";
 * streamConformance(test, "my platform", () => ({ server, client, host, pass }));
 * ```
 */
import type { Awaitable } from "../../deferred/index.ts";
import type { ConformanceCase } from "./case.ts";
import { connecting } from "./connecting.ts";
import { ending } from "./ending.ts";
import { halfClose } from "./half-close.ts";
import { listening } from "./listening.ts";
import { producers } from "./producers.ts";
import { sending } from "./sending.ts";
import { type ConformanceSetup, ConformanceWorld } from "./world.ts";

export type StreamCase = ConformanceCase;

export const streamConformanceCases: readonly StreamCase[] = [
  ...sending,
  ...ending,
  ...halfClose,
  ...producers,
  ...listening,
  ...connecting,
];

/**
 * Define one test for each behaviour.
 *
 * @param test of `node:test`, Vitest, `Deno` or any other runner: called with a name and a function.
 * @param setup makes two reactors that can reach each other, anew for each test.
 */
export function streamConformance(
  test: (name: string, run: () => Promise<void>) => unknown,
  platform: string,
  setup: () => Awaitable<ConformanceSetup>,
): void {
  for (const { name, run } of streamConformanceCases)
    test(`${platform}: ${name}`, async () => {
      const world = new ConformanceWorld(await setup());
      try {
        await run(world);
      } finally {
        await world.close();
      }
    });
}
