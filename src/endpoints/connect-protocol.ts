/** Connecting a protocol that is there already. */
import type { Deferred } from "../deferred/index.ts";
import type { Cancellable, IProtocol, IStreamClientEndpoint } from "../net/index.ts";
import { factoryFrom } from "../protocols/index.ts";

/** Connect `protocol`, for one connection that needs no factory; else as `endpoint.connect`. */
export function connectProtocol<P extends IProtocol>(
  endpoint: IStreamClientEndpoint,
  protocol: P,
  options: Cancellable = {},
): Deferred<P> {
  return endpoint.connect(
    factoryFrom(() => protocol),
    options,
  );
}
