/** For proving that a suite finds out: things that are on purpose not as they were, and which cases fail then. */
import assert from "node:assert/strict";
import type { ConformanceCase } from "./case.ts";

/** `inner`, but for the changes. */
export function over<T extends object>(inner: T, changes: Partial<T>): T {
  return new Proxy(inner, {
    get(_target, name) {
      if (name in changes) return changes[name as keyof T];
      const value: unknown = Reflect.get(inner, name);
      return typeof value === "function" ? value.bind(inner) : value;
    },
  });
}

/** Runs cases in worlds that are meddled with. */
export class Proof<World extends { close(): Promise<void> }, Meddling extends object> {
  readonly #world: (meddling: Meddling) => World;

  constructor(world: (meddling: Meddling) => World) {
    this.#world = world;
  }

  /** The names of the cases that fail. */
  readonly failures = async (
    cases: readonly ConformanceCase<World>[],
    meddling: Meddling = {} as Meddling,
  ): Promise<string[]> => {
    const failed: string[] = [];
    for (const { name, run } of cases) {
      const world = this.#world(meddling);
      try {
        await run(world);
        await world.close();
      } catch {
        failed.push(name);
        // It may be broken as well.
        await world.close().catch(() => {});
      }
    }
    return failed;
  };

  /** At least one case fails, of those whose name matches. */
  readonly assertFound = async (
    cases: readonly ConformanceCase<World>[],
    meddling: Meddling,
    by: RegExp,
  ): Promise<void> => {
    const failed = await this.failures(
      cases.filter(({ name }) => by.test(name)),
      meddling,
    );
    assert.ok(failed.length > 0, `no case ${by} has found it`);
  };
}
