/** Connecting by a connector, as a Deferred: what all endpoints of a reactor's own kinds have in common. */
import { Deferred, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectingCancelledError,
  type IClientFactory,
  type IConnector,
  type IProtocol,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { ConnectAttempt } from "./connect-attempt.ts";

/**
 * Fires with the protocol that the factory built when its `connectionMade` has returned (E1). Fails with what `begin`
 * throws, with a `ConnectError`, or with what the factory or `connectionMade` threw.
 *
 * @param where for messages: the endpoint.
 */
export function beginConnecting<P extends IProtocol>(
  source: ProtocolSource<P>,
  { signal }: Cancellable,
  where: { toString(): string },
  begin: (factory: IClientFactory<P>) => IConnector,
): Deferred<P> {
  const factory = factoryFrom(source);
  let connector: IConnector;
  const connected = new Deferred<P>(() => {
    attempt.settle(() => {
      connector.disconnect();
      connected.errback(new ConnectingCancelledError(`connecting to ${where} was cancelled`));
    });
  });
  const attempt = new ConnectAttempt(factory, connected);
  try {
    connector = begin(attempt);
  } catch (thrown) {
    // A reactor that cannot connect at all.
    return fail(thrown);
  }
  return withSignal(connected, signal);
}
