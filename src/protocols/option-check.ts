/** Limits are numbers that make sense, or are refused when they are set and not when somebody is cut off by them. */

/** Throws `RangeError`, unless `value` is at least `least`; infinity is no limit, and will do. */
export function atLeast(least: number, name: string, value: number): number {
  if (value >= least) return value;
  throw new RangeError(`${name}: ${value}; a number from ${least}, please`);
}

/** The same for each of `values` that is given, by its name. */
export function allAtLeast(
  least: number,
  values: Readonly<Record<string, number | undefined>>,
): void {
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) atLeast(least, name, value);
}

/** The same for what is more than nothing: a rate. */
export function moreThanNothing(name: string, value: number): number {
  if (value > 0) return value;
  throw new RangeError(`${name}: ${value}; a number above 0, please`);
}
