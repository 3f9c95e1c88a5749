/**
 * The conformance suites for streams, TCP and TLS through all policies at once, with limits that nobody reaches: what
 * stands between a protocol and its transport is not to be seen (F10).
 */
import { test } from "node:test";
import type { IProtocolFactory } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import type { ProtocolSource } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { streamConformance, tcpConformance, tlsConformance, unixStreams } from "torsion/testing";
import { everyPolicy, POLICIES } from "./every-policy.ts";

/** Of the host's own loop, not of the network's: the engine of TLS works in it. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** The same reactor, whose factories for streams are wrapped. */
function through<R extends object>(reactor: R, wrap: (wrapped: ProtocolSource) => unknown): R {
  const at: Record<PropertyKey, number> = {
    listenTCP: 1,
    listenSSL: 1,
    listenUNIX: 1,
    connectTCP: 2,
    connectSSL: 2,
    connectUNIX: 1,
  };
  return new Proxy(reactor, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const index = at[name];
      return (...args: unknown[]) => {
        if (index !== undefined) args[index] = wrap(args[index] as IProtocolFactory);
        return value.apply(target, args);
      };
    },
  });
}

for (const name of POLICIES)
  tcpConformance(test, `memory, through ${name}`, () => {
    const network = new MemoryNetwork();
    const server = reactorOn(network.host("server"));
    const client = reactorOn(network.host("client"));
    return {
      server: through(server, everyPolicy(server)[name]),
      client: through(client, everyPolicy(client)[name]),
      host: "server",
      pass: () => network.advance(0.01),
    };
  });

streamConformance(test, "memory, UNIX, through all policies", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const wrapped = through(reactor, everyPolicy(reactor).all);
  let paths = 0;
  return {
    server: wrapped,
    client: wrapped,
    streams: unixStreams(wrapped, wrapped, () => `/run/${paths++}`),
    pass: () => network.advance(0.01),
  };
});

tlsConformance(test, "memory, through all policies", () => {
  const network = new MemoryNetwork();
  const tls = nodeTLS();
  const server = reactorOn({ ...network.host("server"), tls });
  const client = reactorOn({ ...network.host("client"), tls });
  return {
    server: through(server, everyPolicy(server).all),
    client: through(client, everyPolicy(client).all),
    host: "server",
    pass: async () => {
      network.advance(0.01);
      await turn();
    },
  };
});
