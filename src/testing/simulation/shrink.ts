/**
 * From all that was there when something failed to the few things that it takes.
 *
 * Zeller and Hildebrandt's ddmin (2002): halves first, then ever smaller parts, until nothing can be left out alone.
 */

/**
 * The smallest list found with which `fails` still says so, in at most `budget` tries; its order is kept. `items`
 * itself is taken to fail.
 */
export async function minimise<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
  budget: number,
): Promise<readonly T[]> {
  let left = budget;
  const stillFails = async (some: readonly T[]): Promise<boolean> => {
    left -= 1;
    return fails(some);
  };
  if (items.length === 0) return items;
  // The commonest answer of all: it takes none of them.
  if (left > 0 && (await stillFails([]))) return [];
  let current = items;
  let parts = 2;
  while (current.length > 1 && left > 0) {
    const size = Math.ceil(current.length / parts);
    let smaller: readonly T[] | undefined;
    for (let from = 0; from < current.length && left > 0 && smaller === undefined; from += size) {
      const without = [...current.slice(0, from), ...current.slice(from + size)];
      if (without.length > 0 && (await stillFails(without))) smaller = without;
    }
    if (smaller !== undefined) {
      current = smaller;
      parts = Math.max(parts - 1, 2);
    } else if (size === 1) break;
    else parts = Math.min(parts * 2, current.length);
  }
  return current;
}
