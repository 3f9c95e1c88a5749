/**
 * Where the reactor calls what users wrote: whatever becomes of that, the reactor goes on.
 *
 * An async function is user code like any other: what its promise rejects with, or a Deferred fails with, counts as thrown.
 */
import { isThenable } from "../deferred/index.ts";
import { type IAddress, ILoggingContext } from "../net/index.ts";

/** Run `code` and give whether it returned; what it throws, or rejects with later, goes to `failed`. */
export function runUserCode(code: () => unknown, failed: (thrown: unknown) => void): boolean {
  try {
    watchResult(code(), failed);
    return true;
  } catch (thrown) {
    failed(thrown);
    return false;
  }
}

/** For where each call counts and `runUserCode` would cost a closure: what `result` rejects with. */
export function watchResult(result: unknown, failed: (thrown: unknown) => void): void {
  if (isThenable(result)) result.then(undefined, failed);
}

/** The name of an object's class, for messages; there need not be one. */
export function classOf(object: object): string {
  const name = (object as { constructor?: { name?: unknown } | null }).constructor?.name;
  return typeof name === "string" && name !== "" ? name : "an object without a class";
}

/** Users may have given a class any name. */
const LONGEST_NAME = 100;

/** For who inspects the reactor: whatever the object is, short and without an exception. */
export function safeClassOf(object: object): string {
  try {
    return classOf(object).slice(0, LONGEST_NAME);
  } catch {
    return "an object that throws";
  }
}

/** What a factory calls itself, or its class; what it throws instead is nobody's matter here. */
export function nameOfFactory(factory: object): string {
  const maybe: unknown = factory;
  try {
    if (ILoggingContext.providedBy(maybe)) return String(maybe.logPrefix()).slice(0, LONGEST_NAME);
  } catch {
    // Its class is told.
  }
  return safeClassOf(factory);
}

/** The log prefix of what `protocol` does with `peer`: its own name for itself, or its class. */
export function logPrefixOf(protocol: object, peer: IAddress): string {
  const maybe: unknown = protocol;
  const name = ILoggingContext.providedBy(maybe) ? maybe.logPrefix() : classOf(protocol);
  return `${name},${peer}`;
}

/** The same for the log of an exception, where the protocol's own prefix may be what throws the next. */
export function safeLogPrefixOf(protocol: object, peer: IAddress): string {
  try {
    return logPrefixOf(protocol, peer);
  } catch {
    return `${classOf(protocol)},${peer}`;
  }
}
