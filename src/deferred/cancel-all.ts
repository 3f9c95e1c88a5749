/** Cancelling what belongs to somebody else: a canceller that throws keeps no other from being asked. */
import { Logger } from "../logger/index.ts";
import type { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";

const log: Logger = new Logger({ namespace: "torsion.deferred" });

/** Cancel each of `deferreds`; what their cancellers throw is logged, and never thrown. */
export function cancelAll(deferreds: readonly Deferred<unknown>[]): void {
  for (const deferred of deferreds) {
    try {
      deferred.cancel();
    } catch (thrown) {
      log.failure("A canceller failed", new Failure(thrown));
    }
  }
}
