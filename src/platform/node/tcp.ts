/** TCP on `node:net`. */
import type { TCPPlatform } from "../port.ts";
import { adoptConnection, adoptListener } from "./descriptors.ts";
import { connect, listen } from "./net-streams.ts";
import { acceptedAddresses, addresses, addressOf } from "./tcp-addresses.ts";

/** @param publicOnly use nothing but the public API of `node:net`; a little slower. */
export function tcp(publicOnly: boolean): TCPPlatform & Required<Pick<TCPPlatform, "descriptors">> {
  return {
    listen: (at, { backlog }, accept, failed) =>
      listen({ port: at.port, host: at.host, backlog }, addressOf, {
        publicOnly,
        addresses: acceptedAddresses,
        accept,
        ...(failed && { failed }),
      }),
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
        adoptListener(fd, { publicOnly, accept, ...(failed && { failed }) }),
      connection: (fd) => adoptConnection(fd, publicOnly),
    },
  };
}
