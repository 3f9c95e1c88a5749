/** Where libraries of Node's talk to each other: on a simulated network or real sockets, with and without TLS. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import {
  CertificateOptions,
  IHostAddress,
  type IListeningPort,
  type IReactorTCP,
  type IReactorTime,
  optionsForClientTLS,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node, nodeTLS } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { openDuplex, serveDuplexes, type TransportDuplex } from "torsion/streams/node";
import { testCertificates } from "torsion/testing";

const serverTLS = new CertificateOptions(testCertificates.server);
const clientTLS = optionsForClientTLS("localhost", { trustRoot: testCertificates.authority });
const tls = nodeTLS();

type StageReactor = IReactorTCP & IReactorTime;

interface Setting {
  readonly server: StageReactor;
  readonly client: StageReactor;
  readonly serverHost: string;
  readonly clientHost: string;
  /** Let so many seconds pass; fewer, on real sockets. */
  advance(seconds: number): Promise<void>;
}

function inMemory(): Setting {
  const network = new MemoryNetwork({ latency: 0.001, jitter: 0.001, seed: 11 });
  return {
    server: reactorOn({ ...network.host("server"), tls }),
    client: reactorOn({ ...network.host("client"), tls }),
    serverHost: "server",
    clientHost: "client",
    advance: async (seconds) => {
      network.advance(seconds);
      await new Promise((done) => setImmediate(done));
    },
  };
}

function onSockets(): Setting {
  const reactor = reactorOn(node());
  const advance = async (): Promise<void> => void (await wait(1));
  const host = "127.0.0.1";
  return { server: reactor, client: reactor, serverHost: host, clientHost: host, advance };
}

export class Stage {
  readonly server: StageReactor;
  readonly client: StageReactor;
  readonly clientHost: string;
  /** Nothing is in a hurry, and a host's buffers are as large as ours. */
  readonly simulated: boolean;
  readonly secure: boolean;
  readonly #setting: Setting;
  readonly #duplexes: TransportDuplex[] = [];
  #port: IListeningPort | null = null;

  /** @param secure each connection goes over to TLS at once, by `startTLS`. */
  constructor({ simulated, secure }: { readonly simulated: boolean; readonly secure: boolean }) {
    const setting = simulated ? inMemory() : onSockets();
    this.#setting = setting;
    this.server = setting.server;
    this.client = setting.client;
    this.clientHost = setting.clientHost;
    this.simulated = simulated;
    this.secure = secure;
  }

  get now(): number {
    return this.client.seconds();
  }

  get port(): number {
    return IHostAddress(this.#port?.getHost()).port;
  }

  /** Connections that are open, counted at both ends. */
  get connections(): number {
    return this.#duplexes.filter(({ closed }) => !closed).length;
  }

  async serve(onDuplex: (duplex: TransportDuplex) => unknown): Promise<void> {
    const endpoint = new TCPServerEndpoint(this.server, 0, {
      interface: this.#setting.serverHost,
    });
    const begin = (duplex: TransportDuplex): unknown => {
      this.#duplexes.push(duplex);
      if (this.secure) duplex.startTLS(serverTLS);
      return onDuplex(duplex);
    };
    this.#port = await serveDuplexes(this.server, endpoint, begin, { allowHalfOpen: true });
  }

  open(port: number = this.port): TransportDuplex {
    const endpoint = new TCPClientEndpoint(this.client, this.#setting.serverHost, port);
    const duplex = openDuplex(this.client, endpoint);
    this.#duplexes.push(duplex);
    if (this.secure) duplex.once("connect", () => duplex.startTLS(clientTLS));
    return duplex;
  }

  /** Let so many seconds pass, of a real clock a fifth of it. */
  async pass(seconds: number): Promise<void> {
    const until = this.now + (this.simulated ? seconds : seconds / 5);
    await this.until("time has passed", () => this.now >= until);
  }

  /** Let time pass, here and there, until `holds`. */
  async until(what: string, holds: () => boolean, step = 0.005): Promise<void> {
    const limit = this.now + (this.simulated ? 1000 : 20);
    while (!holds()) {
      assert.ok(this.now < limit, `waited in vain until ${what}`);
      await this.#setting.advance(step);
    }
  }

  async result<T>(promise: PromiseLike<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await this.until("a promise is settled", () => settled);
    return await promise;
  }

  /** Nothing may be left behind. */
  async end(): Promise<void> {
    this.#port?.stopListening();
    await this.until("every connection has ended", () => this.connections === 0);
  }
}

/** Each kind, by name. */
export const stages: readonly (readonly [name: string, make: () => Stage])[] = [
  ["memory", () => new Stage({ simulated: true, secure: false })],
  ["memory, startTLS", () => new Stage({ simulated: true, secure: true })],
  ["sockets", () => new Stage({ simulated: false, secure: false })],
  ["sockets, startTLS", () => new Stage({ simulated: false, secure: true })],
];
