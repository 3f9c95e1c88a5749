/** A connection that came to us: the factory builds its protocol, and it begins. */
import { Failure } from "../deferred/index.ts";
import { currentLogContext, enterLogContext, leaveLogContext } from "../logger/index.ts";
import {
  type ConnectionWatcher,
  type IProtocol,
  type IProtocolFactory,
  IProtocolNegotiationFactory,
  NoProtocol,
  type TLSOptions,
} from "../net/index.ts";
import type { Socket } from "../platform/index.ts";
import { newTransport } from "./new-transport.ts";
import { addressOf } from "./stream-address.ts";
import type { StreamOrigin, StreamTransport, TransportContext } from "./stream-transport.ts";
import { classOf, runUserCode } from "./user-code.ts";

export interface AcceptContext extends TransportContext {
  began(transport: StreamTransport): void;
}

export interface AcceptOptions<P extends IProtocol> {
  readonly tls?: TLSOptions | null;
  /** The port that it came in by. */
  readonly origin?: StreamOrigin;
  /** What it throws is logged. */
  readonly watcher?: ConnectionWatcher<P> | undefined;
}

/** A turn. Gives the protocol; `null` where there is none, and the socket is closed (X14). */
export function accept<P extends IProtocol>(
  context: AcceptContext,
  socket: Socket,
  factory: IProtocolFactory<P> | null,
  { tls = null, origin = null, watcher }: AcceptOptions<P> = {},
): P | null {
  context.turn.enter();
  const outer = enterLogContext(origin === null ? currentLogContext() : origin.logContext);
  const protocol = factory && build(context, socket, factory);
  if (protocol === null) socket.close();
  else {
    const lost =
      watcher?.lost && ((reason: Failure) => tell(context, () => watcher.lost?.(reason)));
    const transport = newTransport(context, socket, protocol, lost, origin);
    if (tls !== null) startTLS(transport, tls, factory);
    context.began(transport);
    const wentWell = transport.start();
    if (wentWell && watcher) tell(context, () => watcher.made?.(protocol, transport));
  }
  leaveLogContext(outer);
  context.turn.leave();
  return protocol;
}

function tell(context: AcceptContext, watching: () => void): void {
  runUserCode(watching, (thrown) =>
    context.log.failure("an exception of what watches a connection", new Failure(thrown)),
  );
}

/** TLS from the first byte. */
export function startTLS(transport: StreamTransport, tls: TLSOptions, factory: unknown): void {
  const protocols = IProtocolNegotiationFactory.providedBy(factory)
    ? factory.acceptableProtocols()
    : undefined;
  transport.startTLS(tls, protocols);
}

function build<P extends IProtocol>(
  context: AcceptContext,
  socket: Socket,
  factory: IProtocolFactory<P>,
): P | null {
  const peer = addressOf(socket.peer);
  try {
    const protocol = factory.buildProtocol(peer) as P | null | undefined;
    if (protocol === undefined) throw builtNothing(factory);
    return protocol;
  } catch (thrown) {
    const failure = new Failure(thrown);
    context.log.failure("no protocol for {peer}: the connection is closed", failure, {
      peer: String(peer),
    });
    return null;
  }
}

export function builtNothing(factory: IProtocolFactory): NoProtocol {
  return new NoProtocol(
    `${classOf(factory)}.buildProtocol gave nothing: give a protocol, or null to refuse`,
  );
}
