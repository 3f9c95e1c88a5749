/**
 * Is what a peer has sent of the shape that it should have?
 *
 * Rule: members that are not asked for may be there, and be anything; a later version of the peer may say more.
 */

/** Gives the place at which a value is something else; `null` where it is of this shape. */
export type Shape = (value: unknown) => string | null;

const is =
  (test: (value: unknown) => boolean): Shape =>
  (value) =>
    test(value) ? null : "";

export const text: Shape = is((value) => typeof value === "string");
export const number: Shape = is((value) => typeof value === "number");
export const flag: Shape = is((value) => typeof value === "boolean");
/** What can be written in a line as it is. */
export const plain: Shape = is((value) => value === null || typeof value !== "object");

export const within = (least: number, most: number): Shape =>
  is((value) => typeof value === "number" && value >= least && value <= most);

export const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null ? null : shape(value);

export const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) ? firstWrong(value.entries(), () => shape) : "";

/** Of any names. */
export const recordOf =
  (shape: Shape): Shape =>
  (value) =>
    isObject(value) ? firstWrong(Object.entries(value), () => shape) : "";

export function object(members: Readonly<Record<string, Shape>>): Shape {
  const names = Object.keys(members);
  return (value) => {
    if (!isObject(value)) return "";
    const wanted = names.map((name) => [
      name,
      Object.hasOwn(value, name) ? value[name] : undefined,
    ]);
    return firstWrong(wanted as [string, unknown][], (name) => members[name as string]!);
  };
}

function firstWrong(
  members: Iterable<[string | number, unknown]>,
  shapeOf: (name: string | number) => Shape,
): string | null {
  for (const [name, member] of members) {
    const wrong = shapeOf(name)(member);
    if (wrong !== null) return wrong === "" ? String(name) : `${name}.${wrong}`;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
