/** The order in which tests run. */
import { RandomStreams } from "../platform/memory/index.ts";

export function inAlphabeticalOrder<T>(all: readonly T[], nameOf: (each: T) => string): T[] {
  return [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** In an order that `seed` decides, and `label`, so that lists of the same length are not shuffled alike. */
export function shuffled<T>(all: readonly T[], seed: number, label: string): T[] {
  const random = new RandomStreams(seed);
  const result = [...all];
  for (let left = result.length; left > 1; left--) {
    const at = Math.floor(random.draw(label) * left);
    [result[at], result[left - 1]] = [result[left - 1]!, result[at]!];
  }
  return result;
}
