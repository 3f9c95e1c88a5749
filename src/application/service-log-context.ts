/**
 * What log events are about while a service starts or stops: its path in the tree. Ports, connections and delayed
 * calls that it makes meanwhile have that as well, for as long as they live.
 */
import { inLogContext, logContextOf } from "../logger/index.ts";
import type { IService } from "./interfaces.ts";
import { servicePath } from "./service-path.ts";

/** Call `body` on behalf of `service`: for those who start the root of a tree. */
export function inServiceLogContext<T>(
  service: IService,
  body: () => T,
  path: string = servicePath(service),
): T {
  return inLogContext(logContextOf({ log_service: path }), body);
}
