/** Streams that the process was started with, by the numbers of their descriptors. */
import type { Deferred } from "../deferred/index.ts";
import type { IListeningPort, IProtocol, IProtocolFactory } from "../net/index.ts";
import type { TCPPlatform } from "../platform/index.ts";
import { connectError } from "./reasons.ts";
import type { Streams, Watched } from "./streams.ts";

type Descriptors = NonNullable<TCPPlatform["descriptors"]>;

export function adoptPort(
  streams: Streams,
  descriptors: Descriptors,
  fd: number,
  factory: IProtocolFactory,
): Deferred<IListeningPort> {
  const at = { pipe: `descriptor ${fd}` };
  return streams.listen(at, (...told) => descriptors.listen(fd, ...told), factory);
}

/** Fails with a `ConnectError`. */
export function adoptConnection<P extends IProtocol>(
  streams: Streams,
  descriptors: Descriptors,
  fd: number,
  ...watched: Watched<P>
): Deferred<P | null> {
  return descriptors.connection(fd).addCallbacks(
    (socket) => streams.adopt(socket, ...watched),
    (failure): P | null => {
      throw connectError({ pipe: `descriptor ${fd}` }, failure.value);
    },
  );
}
