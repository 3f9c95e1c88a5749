/** TCP on `node:net`: listening and connecting. What a socket does is in `socket.ts`. */
import * as net from "node:net";
import { Deferred } from "../../deferred/index.ts";
import { PlatformError, platformError } from "../errors.ts";
import type { Listener, Socket, SocketAddress, StreamPlatform } from "../port.ts";
import { newSocket, type Reads, takeOver } from "./shared-reads.ts";
import { NodeSocket } from "./socket.ts";

/** @param publicOnly use nothing but the public API of `node:net`; a little slower. */
export function tcp(publicOnly: boolean): StreamPlatform {
  const wrap = publicOnly ? (raw: net.Socket) => new NodeSocket(raw) : adopt;
  return {
    listen: (at, options, accept) => listen(at, options, (raw) => accept(wrap(raw))),
    connect,
  };
}

function adopt(accepted: net.Socket): NodeSocket {
  const reads: Reads = { sink: null };
  const raw = takeOver(accepted, reads);
  return raw === null ? new NodeSocket(accepted) : new NodeSocket(raw, reads);
}

function listen(
  at: SocketAddress,
  { backlog }: { readonly backlog: number },
  accept: (raw: net.Socket) => void,
): Deferred<Listener> {
  // Half-open, since whether a FIN of the peer ends the connection is decided above the port.
  const server = net.createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    accept,
  );
  const listening = new Deferred<Listener>(() => server.close());
  const failed = (error: Error): void => {
    if (!listening.called) listening.errback(platformError(error));
  };
  server.once("error", failed);
  const opened = (): void => {
    server.off("error", failed);
    // From here on 'error' is about one connection that could not be accepted: the server goes on.
    server.on("error", () => {});
    const { address, port } = server.address() as net.AddressInfo;
    if (listening.called) server.close();
    else listening.callback({ address: { host: address, port }, close: () => close(server) });
  };
  try {
    server.listen({ port: at.port, host: at.host, backlog }, opened);
  } catch (thrown) {
    failed(thrown as Error);
  }
  return listening;
}

function close(server: net.Server): Deferred<void> {
  const closed = new Deferred<void>();
  // `close` calls back when every connection has ended as well; the address is free long before.
  server.close();
  setImmediate(() => closed.callback(undefined));
  return closed;
}

function connect(
  to: SocketAddress,
  { bindAddress }: { readonly bindAddress?: SocketAddress },
): Deferred<Socket> {
  const reads: Reads = { sink: null };
  const raw = newSocket(reads);
  const connected = new Deferred<Socket>(() => raw.destroy());
  const failed = (error: Error): void => {
    if (!connected.called) connected.errback(platformError(error));
  };
  const closed = (): void =>
    failed(new PlatformError("ECONNABORTED", "closed before it was connected"));
  raw.once("error", failed);
  raw.once("close", closed);
  raw.once("connect", () => {
    raw.off("error", failed);
    raw.off("close", closed);
    if (connected.called) raw.destroy();
    else connected.callback(new NodeSocket(raw, reads));
  });
  try {
    raw.connect({
      host: to.host,
      port: to.port,
      noDelay: true,
      ...(bindAddress && { localAddress: bindAddress.host, localPort: bindAddress.port }),
    });
  } catch (thrown) {
    failed(thrown as Error);
    raw.destroy();
  }
  return connected;
}
