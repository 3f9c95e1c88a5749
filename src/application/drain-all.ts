/** Several services drained at once: what goes wrong with one is logged, and keeps no other from it. */
import { type Deferred, DeferredList, maybeDeferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { type DrainOptions, IDrainableService, type IService } from "./interfaces.ts";
import { servicePath } from "./service-path.ts";

const log = new Logger({ namespace: "torsion.application" });

/** Drain those of `services` that can be drained. Fires when each is done, however it went. */
export function drainAll(services: Iterable<IService>, options: DrainOptions): Deferred<void> {
  const drained: Deferred<unknown>[] = [];
  for (const service of [...services]) {
    const drainable: unknown = service;
    if (!IDrainableService.providedBy(drainable)) continue;
    drained.push(
      maybeDeferred(() => drainable.drainService(options)).addErrback((failure) =>
        log.failure("{path} has not been drained in order", failure, {
          path: servicePath(service),
        }),
      ),
    );
  }
  return new DeferredList(drained).addCallback(() => undefined);
}
