/** One named behaviour, with the contract row that it comes from in its name. */
import type { ConformanceWorld } from "./world.ts";

export interface ConformanceCase {
  readonly name: string;
  run(world: ConformanceWorld): Promise<void>;
}

export function behaviour(
  name: string,
  run: (world: ConformanceWorld) => Promise<void>,
): ConformanceCase {
  return { name, run };
}
