/** Waiting for the ends of connections, on a reactor whose turns cannot be made to come. */
import type { Deferred } from "../../deferred/index.ts";
import type { IReactorTime } from "../../net/index.ts";
import { LoopingCall } from "../../task/index.ts";

/**
 * Fires when the transport of none of the protocols is `connected` any more; looks every hundredth of a second.
 *
 * The transports of this package say so, of connections and recording ones alike; what does not is taken for
 * disconnected.
 */
export function waitUntilAllDisconnected(
  reactor: IReactorTime,
  protocols: readonly { readonly transport?: object }[],
): Deferred<void> {
  const isConnected = ({ transport }: { readonly transport?: object }): boolean =>
    (transport as { readonly connected?: boolean } | undefined)?.connected === true;
  const looking: LoopingCall = new LoopingCall(
    () => {
      if (!protocols.some(isConnected)) looking.stop();
    },
    { clock: reactor },
  );
  return looking.start(0.01).addCallback(() => undefined);
}
