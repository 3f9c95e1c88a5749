/** Node's own bridge on ours: a transport as web streams as a Duplex as a transport, and the conformance suite on top. */
import { Duplex } from "node:stream";
import type { ReadableStream, WritableStream } from "node:stream/web";
import { test } from "node:test";
import type { Socket, SocketAddress } from "torsion/platform";
import { MemoryNetwork } from "torsion/platform/memory";
import { duplexSocket } from "torsion/platform/node";
import { factoryFrom } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { TransportStreams } from "torsion/streams";
import { streamConformance, tcpStreams } from "torsion/testing";

function host(network: MemoryNetwork, name: string) {
  const platform = network.host(name);
  const below = reactorOn(platform);
  const bridged = (socket: Socket<SocketAddress>): Socket<SocketAddress> => {
    const streams = new TransportStreams();
    below.adoptSocket(
      socket,
      factoryFrom(() => streams),
    );
    const readable = streams.readable as unknown as ReadableStream;
    const writable = streams.writable as unknown as WritableStream;
    const duplex = Duplex.fromWeb({ readable, writable }, { allowHalfOpen: true });
    return duplexSocket(duplex, { addresses: socket });
  };
  return reactorOn({
    ...platform,
    tcp: {
      listen: (at, options, accept, failed) =>
        platform.tcp.listen(at, options, (socket) => accept(bridged(socket)), failed),
      connect: (to, options) => platform.tcp.connect(to, options).addCallback(bridged),
    },
  });
}

streamConformance(test, "transports as web streams, memory", () => {
  const network = new MemoryNetwork();
  const [server, client] = [host(network, "server"), host(network, "client")];
  return {
    server,
    client,
    streams: tcpStreams(server, client, "server"),
    pass: async () => {
      network.advance(0.01);
      await new Promise((done) => setImmediate(done));
    },
  };
});
