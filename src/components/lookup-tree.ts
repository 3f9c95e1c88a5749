/**
 * Finds what was registered for a combination of requirements.
 *
 * One level of the tree for each required object; at the end of the path, what
 * was registered there, by target.  Rule: the first object's specificity counts
 * before the second's, and both before the target's.
 */
import type { Key } from "./specification.ts";

/** Plain data, since copies of the package share it. */
export interface LookupTree<V> {
  readonly next: Map<Key, LookupTree<V>>;
  readonly here: Map<string, V>;
}

export function lookupTree<V>(): LookupTree<V> {
  return { next: new Map(), here: new Map() };
}

/** Where things for exactly `path` are kept; undefined if there never was one. */
export function at<V>(tree: LookupTree<V>, path: readonly Key[]): Map<string, V> | undefined {
  let node: LookupTree<V> | undefined = tree;
  for (const key of path) node = node?.next.get(key);
  return node?.here;
}

/** The same, but it is made. */
export function grow<V>(tree: LookupTree<V>, path: readonly Key[]): Map<string, V> {
  let node = tree;
  for (const key of path) {
    const next = node.next.get(key) ?? lookupTree<V>();
    node.next.set(key, next);
    node = next;
  }
  return node.here;
}

/** All that fits, most specific first: `orders` has the resolution order of each object. */
export function* matches<V>(
  tree: LookupTree<V>,
  orders: readonly (readonly Key[])[],
  targets: readonly string[],
  depth = 0,
): Generator<V, void, void> {
  const order = orders[depth];
  if (order === undefined) {
    for (const target of targets) if (tree.here.has(target)) yield tree.here.get(target) as V;
    return;
  }
  for (const key of order) {
    const next = tree.next.get(key);
    if (next !== undefined) yield* matches(next, orders, targets, depth + 1);
  }
}
