/** What TCP alone has: ports by number, and options of the socket (X15). */
import type { Awaitable } from "../../deferred/index.ts";
import { IHostAddress, type IReactorTCP, ITCPTransport } from "../../net/index.ts";
import { tcpStreams } from "./carrier.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { check, same, throws } from "./errors.ts";
import { PeerFactory } from "./peer-factory.ts";
import { streamConformanceCases } from "./stream.ts";
import { type ConformanceReactor, type ConformanceSetup, ConformanceWorld } from "./world.ts";

export interface TCPConformanceSetup extends Omit<ConformanceSetup, "streams"> {
  readonly server: ConformanceReactor & IReactorTCP;
  readonly client: ConformanceReactor & IReactorTCP;
  /** The address that `server` listens on and `client` connects to. */
  readonly host: string;
}

export class TCPWorld extends ConformanceWorld {
  override readonly server: ConformanceReactor & IReactorTCP;
  override readonly client: ConformanceReactor & IReactorTCP;
  readonly host: string;

  constructor(setup: TCPConformanceSetup) {
    super({ ...setup, streams: tcpStreams(setup.server, setup.client, setup.host) });
    this.server = setup.server;
    this.client = setup.client;
    this.host = setup.host;
  }
}

const NO_PORTS = [-1, 65_536, 0.5, Number.NaN, "80"] as number[];

export const tcpCases: readonly ConformanceCase<TCPWorld>[] = [
  behaviour("X15: port 0 is a free port, and getHost says which", async (world) => {
    const host = IHostAddress((await world.listen(new PeerFactory())).getHost());
    check("a real port", host.port > 0 && host.port < 65_536);
    same("host", host.host, world.host);
  }),

  behaviour("X15: why a port cannot be listened on is in the message", async (world) => {
    const { port } = IHostAddress((await world.listen(new PeerFactory())).getHost());
    const error = await world.failure(
      world.server.listenTCP(port, new PeerFactory(), { interface: world.host }),
    );
    const where = `${world.host}:${port}`;
    same("message", error.message, `cannot listen on ${where}: the address is in use (EADDRINUSE)`);
  }),

  behaviour(
    "X15: listening on what is no port number is InvalidPortError, at once",
    async (world) => {
      for (const port of NO_PORTS)
        throws(`port ${port}`, "InvalidPortError", () =>
          world.server.listenTCP(port, new PeerFactory()),
        );
    },
  ),

  behaviour(
    "X18: connecting to what is no port number is InvalidPortError, at once",
    async (world) => {
      for (const port of NO_PORTS)
        throws(`port ${port}`, "InvalidPortError", () =>
          world.client.connectTCP(world.host, port, new PeerFactory()),
        );
    },
  ),

  behaviour("TCP options are remembered and survive the end", async (world) => {
    const { client } = await world.pair({});
    const transport = ITCPTransport(client.transport);
    same("no delay at first", transport.getTcpNoDelay(), true);
    transport.setTcpNoDelay(false);
    transport.setTcpKeepAlive(true);
    same("as set", [transport.getTcpNoDelay(), transport.getTcpKeepAlive()], [false, true]);
    client.transport.abortConnection();
    await world.until("lost", () => client.reason !== undefined);
    transport.setTcpKeepAlive(false);
    same("after the end", transport.getTcpKeepAlive(), false);
  }),
];

/** Define one test for each behaviour of TCP: all of `streamConformance`, and what TCP alone has. */
export function tcpConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<TCPConformanceSetup>,
): void {
  define(test, platform, [...streamConformanceCases, ...tcpCases], async () => {
    return new TCPWorld(await setup());
  });
}
