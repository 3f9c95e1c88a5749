/** Where libraries of Node's talk to each other: two hosts of a simulated network, with and without TLS. */
import assert from "node:assert/strict";
import { clientFromString, serverFromString } from "torsion/endpoints";
import { CertificateOptions, type IListeningPort, optionsForClientTLS } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import { type ReactorOn, reactorOn } from "torsion/reactor/core";
import { openDuplex, serveDuplexes, type TransportDuplex } from "torsion/streams/node";
import { testCertificates } from "torsion/testing";

const serverTLS = new CertificateOptions(testCertificates.server);
const clientTLS = optionsForClientTLS("localhost", { trustRoot: testCertificates.authority });
const tls = nodeTLS();

type StageReactor = ReactorOn<ReturnType<MemoryNetwork["host"]>>;

export class Stage {
  readonly network: MemoryNetwork = new MemoryNetwork({ latency: 0.001, jitter: 0.001, seed: 11 });
  readonly server: StageReactor;
  readonly client: StageReactor;
  port: IListeningPort | null = null;
  readonly #secure: boolean;

  /** @param secure each connection goes over to TLS at once, by `startTLS`. */
  constructor(secure: boolean) {
    this.#secure = secure;
    this.server = reactorOn({ ...this.network.host("server"), tls });
    this.client = reactorOn({ ...this.network.host("client"), tls });
  }

  serve(onDuplex: (duplex: TransportDuplex) => unknown): void {
    const endpoint = serverFromString(this.server, "tcp:80");
    serveDuplexes(
      this.server,
      endpoint,
      (duplex) => {
        if (this.#secure) duplex.startTLS(serverTLS);
        return onDuplex(duplex);
      },
      { allowHalfOpen: true },
    ).addCallback((port) => {
      this.port = port;
    });
  }

  open(): TransportDuplex {
    const duplex = openDuplex(this.client, clientFromString(this.client, "tcp:server:80"));
    if (this.#secure) duplex.once("connect", () => duplex.startTLS(clientTLS));
    return duplex;
  }

  /** Let so many seconds pass. */
  async pass(seconds: number): Promise<void> {
    const until = this.network.now() + seconds;
    await this.until("time has passed", () => this.network.now() >= until);
  }

  /** Let time pass, here and there, until `holds`. */
  async until(what: string, holds: () => boolean, step = 0.005): Promise<void> {
    const limit = this.network.now() + 1000;
    while (!holds()) {
      assert.ok(this.network.now() < limit, `waited in vain until ${what}`);
      this.network.advance(step);
      await new Promise((done) => setImmediate(done));
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
    this.port?.stopListening();
    await this.until("every connection has ended", () => {
      return this.network.connections("server") + this.network.connections("client") === 0;
    });
  }
}

export const stages: readonly (readonly [name: string, secure: boolean])[] = [
  ["memory", false],
  ["memory, startTLS", true],
];
