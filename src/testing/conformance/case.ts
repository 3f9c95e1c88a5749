/** One named behaviour, with the contract row that it comes from in its name. */
import type { ConformanceWorld } from "./world.ts";

export interface ConformanceCase<World = ConformanceWorld> {
  readonly name: string;
  run(world: World): Promise<void>;
}

/** Of `node:test`, Vitest, Deno or any other runner: called with a name and a function. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

export function behaviour<World = ConformanceWorld>(
  name: string,
  run: (world: World) => Promise<void>,
): ConformanceCase<World> {
  return { name, run };
}

/** A test for each case, in a world of its own, which is closed whatever happens. */
export function define<World extends { close(): Promise<void> }>(
  test: TestFunction,
  platform: string,
  cases: readonly ConformanceCase<World>[],
  makeWorld: () => Promise<World>,
): void {
  for (const { name, run } of cases)
    test(`${platform}: ${name}`, async () => {
      const world = await makeWorld();
      try {
        await run(world);
      } finally {
        await world.close();
      }
    });
}
