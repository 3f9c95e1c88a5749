/** What listening comes to: what was opened, or `CannotListenError`. */
import type { Deferred } from "../deferred/index.ts";
import type { StreamAddress } from "../platform/index.ts";
import { cannotListen, reactorStops } from "./reasons.ts";

/** @param isClosing once the reactor stops nothing is opened any more: it is closed at once (R12). */
export function whenListening<L extends { close(): unknown }, T>(
  opening: Deferred<L>,
  at: StreamAddress,
  isClosing: () => boolean,
  opened: (listener: L) => T,
): Deferred<T> {
  return opening.addCallbacks(
    (listener): T => {
      if (isClosing()) {
        listener.close();
        throw reactorStops(at);
      }
      return opened(listener);
    },
    (failure): T => {
      throw failure.check("CancelledError") ? failure : cannotListen(at, failure.value);
    },
  );
}
