/**
 * Failures that nobody has dealt with (D19).
 *
 * A Deferred that comes to rest on a failure is watched. When something takes the failure after all,
 * it is forgotten; when the Deferred is collected first, the failure is logged at critical, once. The
 * process is never ended for it. A test kit need not wait for the collector: see `unhandledFailures`.
 */
import { Logger } from "../logger/index.ts";
import { type DebugStacks, formatStacks, stacksOf } from "./debug.ts";
import type { Failure } from "./failure.ts";

export interface Unhandled {
  readonly failure: Failure;
  readonly stacks: DebugStacks | undefined;
}

const log: Logger = new Logger({ namespace: "torsion.deferred" });
const watched = new Set<Unhandled>();
const collected = new FinalizationRegistry<Unhandled>((unhandled) => {
  if (watched.delete(unhandled)) report(unhandled);
});

function report({ failure, stacks }: Unhandled): void {
  if (stacks === undefined) log.failure("Unhandled error in Deferred", failure);
  else
    log.failure("Unhandled error in Deferred\n{debug}", failure, { debug: formatStacks(stacks) });
}

export function watch(deferred: object, failure: Failure): Unhandled {
  const unhandled: Unhandled = { failure, stacks: stacksOf(deferred) };
  watched.add(unhandled);
  collected.register(deferred, unhandled, unhandled);
  return unhandled;
}

export function forget(unhandled: Unhandled): void {
  watched.delete(unhandled);
  collected.unregister(unhandled);
}

/** The failures that no callback, `await` or collector has seen yet, oldest first. */
export function unhandledFailures(): readonly Failure[] {
  return [...watched].map((unhandled) => unhandled.failure);
}

/** As {@link unhandledFailures}, and they count as dealt with: for the end of a test. */
export function flushUnhandledFailures(): readonly Failure[] {
  const failures = unhandledFailures();
  for (const unhandled of [...watched]) forget(unhandled);
  return failures;
}
