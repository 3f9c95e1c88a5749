/** Connections through a SOCKS server of ours are connections: the suite for pairs of endpoints, in each version. */
import { test } from "node:test";
import {
  SOCKSClientEndpoint,
  socksThrough,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import { IHostAddress, type IListeningPort, type IStreamServerEndpoint } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { SOCKSServerFactory } from "torsion/protocols/socks";
import { reactorOn } from "torsion/reactor/core";
import { endpointConformance } from "torsion/testing";

/** Two ports that are one: the proxy's is open while the other is. */
function both(
  server: IStreamServerEndpoint,
  proxy: IStreamServerEndpoint,
  socks: SOCKSServerFactory,
) {
  return {
    listen: (factory, options) =>
      server.listen(factory, options).addCallback((port) =>
        proxy.listen(socks).addCallback((proxyPort): IListeningPort => {
          const stopListening = () =>
            proxyPort.stopListening().addCallback(() => port.stopListening());
          return {
            getHost: () => port.getHost(),
            stopListening,
            [Symbol.asyncDispose]: stopListening,
          };
        }),
      ),
  } satisfies IStreamServerEndpoint as IStreamServerEndpoint;
}

for (const version of [5, "4a", 4] as const)
  endpointConformance(test, `through SOCKS ${version}`, () => {
    const network = new MemoryNetwork({ latency: 0.001 });
    const client = reactorOn(network.host("10.0.0.1"));
    const proxy = reactorOn(network.host("10.0.0.2"));
    const server = reactorOn(network.host("10.0.0.3"));
    const socks = new SOCKSServerFactory({ ...socksThrough(proxy), allow: () => true });
    socks.noisy = false;
    const through = (port: number): SOCKSClientEndpoint =>
      new SOCKSClientEndpoint(new TCPClientEndpoint(client, "10.0.0.2", 1080), "10.0.0.3", port, {
        clock: client,
        version,
      });
    return {
      server: both(new TCPServerEndpoint(server, 7), new TCPServerEndpoint(proxy, 1080), socks),
      client: (port) => through(IHostAddress(port.getHost()).port),
      clock: client,
      pass: () => network.advanceAsync(0.1),
    };
  });
