/** A world of TLS: certificates that are good and bad, and plain connections beside the secure ones. */
import {
  CertificateOptions,
  type CertificateOptionsInit,
  type ClientTLSOptions,
  type ClientTLSOptionsInit,
  type IAddress,
  type IListeningPort,
  type IProtocolFactory,
  type IReactorSSL,
  type IReactorTCP,
  optionsForClientTLS,
} from "../../net/index.ts";
import { type StreamCarrier, tcpStreams } from "./carrier.ts";
import { type TestCertificate, testCertificates } from "./certificates.ts";
import type { Peer, Script } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import type { TLSConformanceSetup } from "./tls.ts";
import { tlsStreams } from "./tls-streams.ts";
import { type ConformanceReactor, ConformanceWorld } from "./world.ts";

const { authority, server } = testCertificates;

/** How a server speaks with this certificate. */
export function serverOptions(
  certificate: TestCertificate = server,
  more: Partial<CertificateOptionsInit> = {},
): CertificateOptions {
  return new CertificateOptions({ ...certificate, ...more });
}

/** How a client speaks that trusts the authority of the tests. */
export function clientOptions(
  more: ClientTLSOptionsInit = {},
  name = "localhost",
): ClientTLSOptions {
  return optionsForClientTLS(name, { trustRoot: authority, ...more });
}

export class TLSWorld extends ConformanceWorld {
  override readonly server: ConformanceReactor & IReactorTCP & IReactorSSL;
  override readonly client: ConformanceReactor & IReactorTCP & IReactorSSL;
  readonly host: string;
  readonly #plain: StreamCarrier;
  readonly #secure: (options?: Partial<Sides>) => StreamCarrier;

  constructor(setup: TLSConformanceSetup) {
    const { server, client, host } = setup;
    const secure = (options: Partial<Sides> = {}): StreamCarrier =>
      tlsStreams(server, client, host, {
        server: options.server ?? serverOptions(),
        client: options.client ?? clientOptions(),
      });
    super({ ...setup, streams: secure() });
    this.server = server;
    this.client = client;
    this.host = host;
    this.#plain = tcpStreams(server, client, host);
    this.#secure = secure;
  }

  /** A server and a client with these options; they need not come to be connected. */
  async secured(
    options: Partial<Sides>,
    server: Script | PeerFactory = {},
    client: Script | PeerFactory = {},
  ): Promise<{ server: Peer; client: Peer }> {
    const streams = this.#secure(options);
    const [servers, clients] = [factoryOf(server), factoryOf(client)];
    const port = await this.listenOn(streams, servers);
    this.connectOn(streams, clients, port.getHost());
    this.keep(servers);
    await this.until("both are made", () => servers.peers.length > 0 && clients.peers.length > 0);
    return { server: servers.peer, client: clients.peer };
  }

  /** A server and a client over TCP, that may go over to TLS. */
  async plain(server: Script, client: Script = {}): Promise<{ server: Peer; client: Peer }> {
    const [servers, clients] = [new PeerFactory(server), new PeerFactory(client)];
    const port = await this.listenPlain(servers);
    this.connectPlain(clients, port.getHost());
    this.keep(servers);
    await this.until("both are made", () => servers.peers.length > 0 && clients.peers.length > 0);
    return { server: servers.peer, client: clients.peer };
  }

  listenPlain(factory: IProtocolFactory): Promise<IListeningPort> {
    return this.listenOn(this.#plain, factory);
  }

  connectPlain(factory: PeerFactory, at: IAddress): void {
    this.connectOn(this.#plain, factory, at);
  }
}

export interface Sides {
  readonly server: CertificateOptions;
  readonly client: ClientTLSOptions;
}

function factoryOf(script: Script | PeerFactory): PeerFactory {
  return script instanceof PeerFactory ? script : new PeerFactory(script);
}
