/** Where to listen and where to connect, without saying how. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import type { IListeningPort } from "./port.ts";
import type { IProtocol, IProtocolFactory } from "./protocol.ts";

/** What anything that waits can be given. */
export interface Cancellable {
  /** Aborting it cancels the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** A place to be listened on. */
export interface IStreamServerEndpoint {
  /** Fails with `CannotListenError`. */
  listen(factory: IProtocolFactory, options?: Cancellable): Deferred<IListeningPort>;
}
export const IStreamServerEndpoint: Interface<IStreamServerEndpoint> = defineInterface(
  "torsion.IStreamServerEndpoint",
  [],
  { listen: method },
);

/** A place to connect to. */
export interface IStreamClientEndpoint {
  /**
   * Fires with the protocol after its `connectionMade` has run (E1); fails with a `ConnectError`.
   * Cancelled, it fails with `ConnectingCancelledError` and nothing is left behind.
   */
  connect<P extends IProtocol>(factory: IProtocolFactory<P>, options?: Cancellable): Deferred<P>;
}
export const IStreamClientEndpoint: Interface<IStreamClientEndpoint> = defineInterface(
  "torsion.IStreamClientEndpoint",
  [],
  { connect: method },
);
