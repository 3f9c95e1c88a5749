/**
 * What every stream must do, whatever carries it, as tests of any runner.
 *
 * ```ts
 * import { test } from "node:test";
 * streamConformance(test, "my transport", () => ({ server, client, streams, pass }));
 * ```
 */
import type { Awaitable } from "../../deferred/index.ts";
import { type ConformanceCase, define, type TestFunction } from "./case.ts";
import { connecting } from "./connecting.ts";
import { ending } from "./ending.ts";
import { halfClose } from "./half-close.ts";
import { lingering } from "./lingering.ts";
import { listening } from "./listening.ts";
import { producers } from "./producers.ts";
import { sending } from "./sending.ts";
import { type ConformanceSetup, ConformanceWorld } from "./world.ts";

export type StreamCase = ConformanceCase;

export const streamConformanceCases: readonly StreamCase[] = [
  ...sending,
  ...ending,
  ...halfClose,
  ...lingering,
  ...producers,
  ...listening,
  ...connecting,
];

/**
 * Define one test for each behaviour.
 *
 * @param setup makes two reactors and what connects them, anew for each test.
 */
export function streamConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<ConformanceSetup>,
): void {
  define(test, platform, streamConformanceCases, async () => new ConformanceWorld(await setup()));
}
