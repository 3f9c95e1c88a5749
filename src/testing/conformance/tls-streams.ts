/** Streams with TLS, of which the protocols of the cases know nothing. */
import {
  type CertificateOptions,
  type ClientTLSOptions,
  IHostAddress,
  type IReactorSSL,
} from "../../net/index.ts";
import type { StreamCarrier } from "./carrier.ts";

/** @param host the address that `server` listens on and `client` connects to. */
export function tlsStreams(
  server: IReactorSSL,
  client: IReactorSSL,
  host: string,
  options: { readonly server: CertificateOptions; readonly client: ClientTLSOptions },
): StreamCarrier {
  return {
    refusal: "ConnectionRefusedError",
    aborted: "ConnectionLost",
    unserved: "ConnectionLost",
    listen: (factory, at) =>
      server.listenSSL(at ? IHostAddress(at).port : 0, factory, options.server, {
        interface: host,
      }),
    connect: (at, factory, seconds) =>
      client.connectSSL(host, IHostAddress(at).port, factory, options.client, { seconds }),
  };
}
