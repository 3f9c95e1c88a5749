/** The transport for a socket, by what kind of socket it is. */
import type { Failure } from "../deferred/index.ts";
import type { IProtocol } from "../net/index.ts";
import type { Socket } from "../platform/index.ts";
import { type StreamOrigin, StreamTransport, type TransportContext } from "./stream-transport.ts";
import { TCPTransport } from "./tcp-transport.ts";
import { UNIXTransport } from "./unix-transport.ts";

export function newTransport(
  context: TransportContext,
  socket: Socket,
  protocol: IProtocol,
  onLost: ((reason: Failure) => void) | null = null,
  origin: StreamOrigin = null,
): StreamTransport {
  const Transport =
    "host" in socket.local
      ? TCPTransport
      : "path" in socket.local
        ? UNIXTransport
        : StreamTransport;
  return new Transport(context, socket, protocol, onLost, origin);
}
