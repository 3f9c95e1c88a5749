/** What TCP and UNIX sockets have in common on `node:net`: listening and connecting. */
import * as net from "node:net";
import { Deferred } from "../../deferred/index.ts";
import { PlatformError, platformError } from "../errors.ts";
import type { Listener, Socket, StreamAddress } from "../port.ts";
import { outOfDescriptors } from "./descriptor-limit.ts";
import { nodeHandles } from "./node-handles.ts";
import { newSocket, type Reads, readShared } from "./shared-reads.ts";
import { type Addresses, NodeSocket } from "./socket.ts";

/** What becomes of connections that come in. */
export interface Accepting<A extends StreamAddress> {
  readonly publicOnly: boolean;
  /** @param at where the server listens. */
  addresses(raw: net.Socket, at: A): Addresses<A>;
  accept(socket: Socket<A>): void;
  failed?(error: PlatformError): void;
}

/** @param addressOf the address of the server, once it listens. */
export function listen<A extends StreamAddress>(
  options: net.ListenOptions | { readonly fd: number },
  addressOf: (server: net.Server) => A,
  accepting: Accepting<A>,
): Deferred<Listener<A>> {
  let at: A;
  // Half-open, since whether a FIN of the peer ends the connection is decided above the port.
  const server = net.createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    (raw) => {
      const error = outOfDescriptors(raw);
      accepting.accept(acceptedSocket(raw, accepting, at));
      if (error !== null) accepting.failed?.(error);
    },
  );
  const listening = new Deferred<Listener<A>>(() => server.close());
  const failed = (error: Error): void => {
    if (!listening.called) listening.errback(platformError(error));
  };
  server.once("error", failed);
  const opened = (): void => {
    server.off("error", failed);
    // From here on 'error' is about one connection that could not be accepted: the server goes on (X17).
    server.on("error", (error) => accepting.failed?.(platformError(error)));
    at = addressOf(server);
    if (listening.called) server.close();
    else listening.callback({ address: at, close: () => close(server) });
  };
  try {
    server.listen(options, opened);
  } catch (thrown) {
    failed(thrown as Error);
  }
  return listening;
}

/** `raw` has been accepted, and not been read from. */
export function acceptedSocket<A extends StreamAddress>(
  raw: net.Socket,
  accepting: Accepting<A>,
  at: A,
): NodeSocket<A> {
  const addresses = accepting.addresses(raw, at);
  const handles = accepting.publicOnly ? null : nodeHandles();
  if (handles === null) return new NodeSocket(raw, addresses);
  const reads: Reads = { sink: null };
  readShared(raw, reads, handles);
  return new NodeSocket(raw, addresses, { reads, handles });
}

function close(server: net.Server): Deferred<void> {
  const closed = new Deferred<void>();
  // `close` calls back when every connection has ended as well; the address is free long before.
  server.close();
  setImmediate(() => closed.callback(undefined));
  return closed;
}

export function connect<A extends StreamAddress>(
  options: net.NetConnectOpts,
  publicOnly: boolean,
  addresses: (raw: net.Socket) => Addresses<A>,
): Deferred<Socket<A>> {
  const reads: Reads = { sink: null };
  const handles = publicOnly ? null : nodeHandles();
  const raw = newSocket(reads);
  const connected = new Deferred<Socket<A>>(() => raw.destroy());
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
    else connected.callback(new NodeSocket(raw, addresses(raw), { reads, handles }));
  });
  try {
    raw.connect(options);
  } catch (thrown) {
    failed(thrown as Error);
    raw.destroy();
  }
  return connected;
}
