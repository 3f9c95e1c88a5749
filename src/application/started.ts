/** Starting a tree of services in one line, for tests and small programs. */
import {
  CancelledError,
  type Coroutine,
  type Deferred,
  inlineCallbacks,
  withSignal,
} from "../deferred/index.ts";
import type { Cancellable } from "../net/index.ts";
import type { IService } from "./interfaces.ts";
import { lifeOf } from "./service-life.ts";
import { servicePath } from "./service-path.ts";

/**
 * Fires with `service` when it has started, privileged start first: `await using web = await started(service)`
 * stops it at the end of the block.
 *
 * If that fails, or is cancelled, the service is stopped, and then this fails: with a `ServiceStartError`, or
 * a `CancelledError`.
 */
export function started<S extends IService>(service: S, { signal }: Cancellable = {}): Deferred<S> {
  return withSignal(
    inlineCallbacks(() => starting(service)),
    signal,
  );
}

function* starting<S extends IService>(service: S): Coroutine<S> {
  const life = lifeOf(service);
  try {
    for (const step of ["privilegedStartService", "startService"] as const)
      if (!(yield* life.start(step)))
        throw new CancelledError(`${servicePath(service)} was stopped`);
    return service;
  } catch (error) {
    // Whatever becomes of that has been logged.
    yield* life.stop().addErrback(() => {});
    throw error;
  }
}
