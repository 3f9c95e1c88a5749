/** TCP on `node:net`. */
import type { SocketAddress, TCPPlatform } from "../port.ts";
import { adoptConnection, adoptListener } from "./descriptors.ts";
import { connect, listen } from "./net-streams.ts";
import type { SharedPorts } from "./shared-ports.ts";
import { acceptedAddresses, addresses, addressOf } from "./tcp-addresses.ts";

/**
 * @param publicOnly use nothing but the public API of `node:net`; a little slower.
 * @param shared of a worker: what is listened on is its supervisor's.
 */
export function tcp(
  publicOnly: boolean,
  shared: SharedPorts | null = null,
): TCPPlatform & Required<Pick<TCPPlatform, "descriptors">> {
  return {
    listen(at, { backlog }, accept, failed) {
      const accepting = {
        publicOnly,
        addresses: acceptedAddresses,
        accept,
        ...(failed && { failed }),
      };
      const { host, port } = at;
      return shared === null
        ? listen({ port, host, backlog }, addressOf, accepting)
        : shared.listen({ host, port, backlog }, (found) => found as SocketAddress, accepting);
    },
    connect: (to, { bindAddress }) =>
      connect(
        {
          host: to.host,
          port: to.port,
          noDelay: true,
          ...(bindAddress && { localAddress: bindAddress.host, localPort: bindAddress.port }),
        },
        publicOnly,
        addresses,
      ),
    descriptors: {
      listen: (fd, accept, failed) =>
        adoptListener(fd, { publicOnly, accept, ...(failed && { failed }) }, shared),
      connection: (fd) => adoptConnection(fd, publicOnly),
    },
  };
}
