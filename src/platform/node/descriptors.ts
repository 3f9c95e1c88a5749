/** Descriptors that the process was started with, by a supervisor or its parent: taken over as sockets. */
import type * as net from "node:net";
import { type Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError, platformError } from "../errors.ts";
import type { Listener, Socket, StreamAddress } from "../port.ts";
import { type Accepting, listen } from "./net-streams.ts";
import { nodeHandles } from "./node-handles.ts";
import type { SharedPorts } from "./shared-ports.ts";
import { newSocket, type Reads } from "./shared-reads.ts";
import { type Addresses, NodeSocket } from "./socket.ts";
import { addresses, addressOf } from "./tcp-addresses.ts";

/** What Node asks for where it is not told. */
const BACKLOG = 511;

/**
 * A socket that listens already.
 *
 * @param shared of a worker: the descriptor is its supervisor's.
 */
export function adoptListener(
  fd: number,
  accepting: Omit<Accepting<StreamAddress>, "addresses">,
  shared: SharedPorts | null = null,
): Deferred<Listener> {
  const at = (server: net.Server): StreamAddress => {
    const address = server.address();
    return typeof address === "object" && address !== null
      ? addressOf(server)
      : { path: address ?? "" };
  };
  const all = { ...accepting, addresses: adoptedAddresses };
  const listening =
    shared === null
      ? listen({ fd }, at, all)
      : shared.listen({ fd, backlog: BACKLOG }, (found) => found, all);
  return listening.addErrback((failure) => {
    const error = platformError(failure.value);
    // Node asks the host nothing, and says so of whatever is neither a socket nor a pipe.
    if (error.code !== "EINVAL") throw error;
    throw new PlatformError("ENOTSOCK", "no socket, or not open", { cause: error });
  });
}

/** A socket that is connected already. */
export function adoptConnection(fd: number, publicOnly: boolean): Deferred<Socket> {
  try {
    const reads: Reads = { sink: null };
    const raw = newSocket(reads, { fd });
    const handles = publicOnly ? null : nodeHandles();
    const addresses = adoptedAddresses(raw, { path: "" });
    return succeed(new NodeSocket<StreamAddress>(raw, addresses, { reads, handles }));
  } catch (thrown) {
    return fail(platformError(thrown));
  }
}

/** Of a UNIX socket Node tells no address. */
function adoptedAddresses(raw: net.Socket, at: StreamAddress): Addresses<StreamAddress> {
  return raw.remoteAddress === undefined ? { local: at, peer: { path: "" } } : addresses(raw);
}
