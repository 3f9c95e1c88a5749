/** For tests: a program on a simulated host that was started with connections: standard input and output, descriptors. */
import { fail, succeed } from "../deferred/index.ts";
import type { IProtocol } from "../net/index.ts";
import {
  type Platform,
  PlatformError,
  type Socket,
  type SocketAddress,
} from "../platform/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { factoryFrom, Protocol } from "../protocols/index.ts";
import { type Reactor, reactorOn } from "../reactor/index.ts";

/** The protocol at the other end: keeps what it hears. */
export class Peer extends Protocol {
  heard = "";
  ended = "";
  override dataReceived(data: Uint8Array): void {
    this.heard += new TextDecoder().decode(data);
  }
  override connectionLost(reason: { value: Error }): void {
    this.ended = reason.value.name;
  }
}

export class Surroundings {
  readonly network: MemoryNetwork = new MemoryNetwork();
  readonly reactor: Reactor;
  /** Descriptors that are connected, and where those listen that do. */
  readonly connections: Map<number, Socket> = new Map();
  readonly ports: Map<number, SocketAddress> = new Map();
  /** In the order of the connections. */
  readonly peers: Peer[] = [];
  #stdio: Socket | null = null;

  constructor() {
    const platform = this.network.host("program");
    const peers = reactorOn(this.network.host("peer"));
    peers.listenTCP(
      7,
      factoryFrom(() => {
        const peer = new Peer();
        this.peers.push(peer);
        return peer;
      }),
    );
    const surrounded: Platform = {
      ...platform,
      tcp: {
        ...platform.tcp,
        descriptors: {
          listen: (fd, accept, failed) => {
            const at = this.ports.get(fd);
            if (at === undefined)
              return fail(new PlatformError("EBADF", `descriptor ${fd}: EBADF`));
            return platform.tcp.listen(at, { backlog: 5 }, accept, failed);
          },
          connection: (fd) => {
            const socket = this.connections.get(fd);
            if (socket !== undefined) return succeed(socket);
            return fail(new PlatformError("ENOTSOCK", `descriptor ${fd}: ENOTSOCK`));
          },
        },
      },
      stdio: {
        open: () => {
          const socket = this.#stdio ?? this.socket();
          if (this.#stdio !== null) throw new PlatformError("EBUSY", "it is a connection already");
          this.#stdio = socket;
          return socket as Socket<never>;
        },
      },
    };
    this.reactor = reactorOn(surrounded) as unknown as Reactor;
  }

  /** A new connection to a peer, as the program's platform has it. */
  socket(): Socket {
    const connecting = this.network.host("program").tcp.connect({ host: "peer", port: 7 }, {});
    let socket: Socket | undefined;
    connecting.addCallback((connected) => {
      socket = connected;
    });
    this.network.advance(1);
    return socket!;
  }

  variables(variables: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(variables))
      this.network.environment("program").variables.set(name, value);
  }
}

/** A factory that counts. */
export class Counted<P extends IProtocol = Protocol> {
  readonly log: string[] = [];
  readonly #build: () => P | null;
  constructor(build: () => P | null) {
    this.#build = build;
  }
  buildProtocol(): P | null {
    return this.#build();
  }
  doStart(): void {
    this.log.push("start");
  }
  doStop(): void {
    this.log.push("stop");
  }
}
