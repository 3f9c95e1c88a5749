/** The conformance suites over WebSockets: on simulated networks, on sockets, on TLS and in memory. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  MemoryClientEndpoint,
  MemoryNames,
  MemoryServerEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import { IHostAddress } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { endpointConformance, type StreamCarrier, streamConformance } from "torsion/testing";
import { WebSocketClientEndpoint, WebSocketServerEndpoint } from "torsion/websocket";
import { EndpointConnector } from "./endpoint-connector.ts";

/** What `ws` finds wrong it says in a later step of the real loop. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

function simulated(options: ConstructorParameters<typeof MemoryNetwork>[0] = {}) {
  const network = new MemoryNetwork(options);
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  network.host("gone");
  network.partition("client", "gone");
  const pass = async (): Promise<void> => {
    network.advance(0.01);
    await turn();
  };
  return { server, client, pass };
}

endpointConformance(test, "websocket in memory", () => {
  const { server, client, pass } = simulated();
  const to = (host: string, port: number) =>
    new WebSocketClientEndpoint(client, `ws://${host}:${port}/path`);
  return {
    server: new WebSocketServerEndpoint(server, new TCPServerEndpoint(server, 7)),
    client: () => to("server", 7),
    nobody: to("server", 8),
    silent: to("gone", 7),
    clock: client,
    pass,
  };
});

endpointConformance(test, "websocket on loopback", () => {
  const reactor = reactorOn(node());
  const at = new TCPServerEndpoint(reactor, 0, { interface: "127.0.0.1" });
  return {
    server: new WebSocketServerEndpoint(reactor, at),
    client: (port) =>
      new WebSocketClientEndpoint(reactor, `ws://127.0.0.1:${IHostAddress(port.getHost()).port}`),
    nobody: new WebSocketClientEndpoint(reactor, "ws://127.0.0.1:1"),
    clock: reactor,
    pass: async () => void (await wait(1)),
  };
});

endpointConformance(test, "websocket over memory endpoints", () => {
  const reactor = reactorOn(node());
  const names = new MemoryNames();
  const to = (name: string) =>
    new WebSocketClientEndpoint(reactor, "ws://server/", {
      endpoint: new MemoryClientEndpoint(reactor, name, { names }),
    });
  return {
    server: new WebSocketServerEndpoint(reactor, new MemoryServerEndpoint(reactor, "x", { names })),
    client: () => to("x"),
    nobody: to("y"),
    clock: reactor,
    pass: async () => void (await wait(1)),
  };
});

function carrier({ server, client }: ReturnType<typeof simulated>): StreamCarrier {
  return {
    refusal: "ConnectionRefusedError",
    aborted: "ConnectionLost",
    unserved: "ConnectionDone",
    listen: (factory, at) => {
      const port = at ? IHostAddress(at).port : 0;
      return new WebSocketServerEndpoint(server, new TCPServerEndpoint(server, port)).listen(
        factory,
      );
    },
    connect: (at, factory, seconds) => {
      const { port } = IHostAddress(at);
      const endpoint = new WebSocketClientEndpoint(client, "ws://server/", {
        endpoint: new TCPClientEndpoint(client, "server", port),
      });
      return new EndpointConnector(client, endpoint, at, factory, seconds);
    },
  };
}

for (const [name, options] of [
  ["websocket in memory", {}],
  ["websocket in memory, slow and jittery", { latency: 0.05, jitter: 0.2, seed: 7 }],
] as const)
  streamConformance(test, name, () => {
    const world = simulated(options);
    return { ...world, limitSeconds: 300, streams: carrier(world) };
  });
