/**
 * A transport as a Duplex as a transport: one bridge on the other, and the conformance suite on top.
 *
 * What a bridge loses, changes, delays for ever or tells twice is found out there.
 */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Platform, Socket, SocketAddress, TCPPlatform } from "torsion/platform";
import { MemoryNetwork } from "torsion/platform/memory";
import { duplexSocket, node, nodeTLS } from "torsion/platform/node";
import { factoryFrom } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { TransportDuplex } from "torsion/streams/node";
import { tcpConformance, tlsConformance } from "torsion/testing";

/** `platform`, whose every connection has been a transport and a Duplex before. */
function overDuplexes<P extends Platform & { readonly tcp: TCPPlatform }>(platform: P) {
  const below = reactorOn<Platform>(platform);
  const bridged = (socket: Socket<SocketAddress>): Socket<SocketAddress> => {
    const duplex = new TransportDuplex(below, { allowHalfOpen: true });
    below.adoptSocket(
      socket,
      factoryFrom(() => duplex),
    );
    return duplexSocket(duplex, { addresses: socket });
  };
  const tcp: TCPPlatform = {
    listen: (at, options, accept, failed) =>
      platform.tcp.listen(at, options, (socket) => accept(bridged(socket)), failed),
    connect: (to, options) => platform.tcp.connect(to, options).addCallback(bridged),
  };
  return { ...platform, tcp };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const tls = nodeTLS();

function inMemory() {
  const network = new MemoryNetwork();
  const host = (name: string) => reactorOn(overDuplexes({ ...network.host(name), tls }));
  return {
    server: host("server"),
    client: host("client"),
    host: "server",
    pass: async () => {
      network.advance(0.01);
      await turn();
    },
  };
}

function onNode() {
  const reactor = reactorOn(overDuplexes(node()));
  const pass = async () => void (await wait(1));
  return { server: reactor, client: reactor, host: "127.0.0.1", pass };
}

tcpConformance(test, "transports as Duplexes, memory", inMemory);
tcpConformance(test, "transports as Duplexes, node", onNode);
tlsConformance(test, "transports as Duplexes, memory, TLS", inMemory);
