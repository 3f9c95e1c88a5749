/** A connection that came to us: the factory builds its protocol, and it begins. */
import { Failure } from "../deferred/index.ts";
import {
  type IProtocol,
  type IProtocolFactory,
  IProtocolNegotiationFactory,
  NoProtocol,
  type TLSOptions,
} from "../net/index.ts";
import type { Socket } from "../platform/index.ts";
import { newTransport } from "./new-transport.ts";
import { addressOf } from "./stream-address.ts";
import type { StreamTransport, TransportContext } from "./stream-transport.ts";
import { classOf } from "./user-code.ts";

export interface AcceptContext extends TransportContext {
  began(transport: StreamTransport): void;
}

/** A turn. Gives the protocol; `null` where there is none, and the socket is closed (X14). */
export function accept<P extends IProtocol>(
  context: AcceptContext,
  socket: Socket,
  factory: IProtocolFactory<P> | null,
  tls: TLSOptions | null = null,
): P | null {
  context.turn.enter();
  const protocol = factory && build(context, socket, factory);
  if (protocol === null) socket.close();
  else {
    const transport = newTransport(context, socket, protocol);
    if (tls !== null) startTLS(transport, tls, factory);
    context.began(transport);
    transport.start();
  }
  context.turn.leave();
  return protocol;
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
    `${classOf(factory)}.buildProtocol returned nothing: return a protocol, or null to refuse`,
  );
}
