/** How a Deferred looks to whoever prints it. */
import type { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";

/** What Node, Bun and Deno ask an object for when it is printed. */
const INSPECT: symbol = Symbol.for("nodejs.util.inspect.custom");

/** `<Deferred>`, `<Deferred current result: 5>`, `<Deferred waiting on another>`: as Twisted's. */
export function describe(deferred: Deferred<unknown>): string {
  const { called, result } = deferred;
  const name = deferred.constructor.name;
  if (!called) return `<${name}>`;
  if (result instanceof Failure) return `<${name} current result: ${result}>`;
  const waits =
    (result as Partial<Deferred<unknown>> | null | undefined)?.addCallbacks !== undefined;
  return waits ? `<${name} waiting on another>` : `<${name} current result: ${short(result)}>`;
}

/** Have instances of `kind` printed as their `toString` says. */
export function printedByToString(kind: { readonly prototype: object }): void {
  Object.defineProperty(kind.prototype, INSPECT, {
    value(this: object): string {
      return String(this);
    },
  });
}

function short(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  return value.constructor === undefined ? "an object" : `a ${value.constructor.name}`;
}
