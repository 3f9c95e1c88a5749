/**
 * Connecting by taking over a stream that is there, or that is made on the way: what an attempt to do that comes to.
 *
 * Rules: one outcome, the first, as for TCP; the factory is stopped once, after the end of the connection or when there
 * will be none; nothing is taken for who has given up before.
 */
import { Deferred, fail, maybeDeferred, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectError,
  ConnectingCancelledError,
  type ConnectionWatcher,
  type IConnector,
  type IProtocol,
  type IProtocolFactory,
  type IStreamTransport,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { ConnectAttempt } from "./connect-attempt.ts";

/**
 * Takes the stream over, or fails. Gives what came of it, `null` where there is no connection; cancelling it leaves
 * nothing. `watcher` is for the reactor.
 */
export type Adopt<P extends IProtocol> = (
  factory: IProtocolFactory<P>,
  watcher: ConnectionWatcher<P>,
) => Deferred<P | null>;

/** An attempt has no connector: it is made once. */
const NO_CONNECTOR = undefined as unknown as IConnector;

/** @param where what is connected to, for messages. */
export function connectByAdopting<P extends IProtocol>(
  source: ProtocolSource<P>,
  { signal }: Cancellable,
  where: string,
  adopt: Adopt<P>,
): Deferred<P> {
  const cancelled = (): Error =>
    new ConnectingCancelledError(`connecting to ${where} was cancelled`);
  if (signal?.aborted) return fail(cancelled());
  const factory = factoryFrom(source);
  try {
    factory.doStart();
  } catch (thrown) {
    return fail(thrown);
  }
  let adopting: Deferred<unknown> | null = null;
  let unwanted = false;
  const connected = new Deferred<P>(() => {
    attempt.settle(() => {
      unwanted = true;
      adopting?.cancel();
      connected.errback(cancelled());
    });
  });
  const attempt = new ConnectAttempt(factory, connected);
  // Now: it may be aborted by what is called before this returns.
  const result = withSignal(connected, signal);
  let built = false;
  const watched: IProtocolFactory<P> = {
    buildProtocol: (peer) => {
      const protocol = attempt.buildProtocol(peer);
      built = protocol !== null;
      return protocol;
    },
    doStart: () => {},
    doStop: () => {},
  };
  const watcher: ConnectionWatcher<P> = {
    made: (protocol, transport: IStreamTransport) => {
      // Cancelled by `connectionMade`: there was nothing to close before.
      if (unwanted) transport.abortConnection();
      else attempt.clientConnectionMade(NO_CONNECTOR, protocol);
    },
    lost: (reason) => {
      attempt.clientConnectionLost(NO_CONNECTOR, reason);
      attempt.doStop();
    },
  };
  adopting = maybeDeferred(() => adopt(watched, watcher));
  adopting.addCallbacks(
    () => {
      if (built) return;
      attempt.settle(() =>
        connected.errback(new ConnectError(`no connection to ${where}: the reactor stops`)),
      );
      attempt.doStop();
    },
    (failure) => {
      attempt.clientConnectionFailed(NO_CONNECTOR, failure);
      attempt.doStop();
    },
  );
  return result;
}
