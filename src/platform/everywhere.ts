/** The addresses that stand for all that a host has, of both families. */
export const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
