/** A server and its clients on a simulated network, the factories of which a test wraps. */
import type { Failure } from "../../deferred/index.ts";
import type { TLSPlatform } from "../../platform/index.ts";
import { MemoryNetwork, type MemoryPlatform } from "../../platform/memory/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { type ReactorOn, reactorOn } from "../../reactor/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { Protocol } from "../protocol.ts";

type SecureReactor = ReactorOn<MemoryPlatform & { readonly tls: TLSPlatform }>;

/** Writes down how much it has heard, when, and how it ended. */
export class Counter extends Protocol {
  count = 0;
  reason: Error | null = null;
  /** When it ended; set by the world. */
  endedAt: number = Number.NaN;
  seconds: () => number = () => Number.NaN;
  /** When each piece came, and how much there was then. */
  readonly heard: [number, number][] = [];
  /** The name of its reason. */
  get ending(): string | undefined {
    return this.reason?.name;
  }
  override dataReceived(data: Uint8Array): void {
    this.count += data.length;
    this.heard.push([this.seconds(), this.count]);
  }
  override connectionLost(reason: Failure): void {
    this.reason = reason.value;
    this.endedAt = this.seconds();
  }
}

export class Wires {
  readonly network: MemoryNetwork = new MemoryNetwork();
  readonly #tls = nodeTLS();
  readonly server: SecureReactor = this.reactor("s");
  /** What the server's factory has built, in order. */
  readonly servers: Counter[] = [];

  reactor(host: string): SecureReactor {
    return reactorOn({ ...this.network.host(host), tls: this.#tls });
  }

  /** For a policy to wrap. */
  readonly build = (): Counter => {
    const counter = new Counter();
    counter.seconds = () => this.server.seconds();
    this.servers.push(counter);
    return counter;
  };

  /** A client on a host of its own, or of a name. */
  connect<P extends Protocol = Counter>(
    client: P = new Counter() as Protocol as P,
    host: string = `c${this.servers.length}`,
  ): P {
    const factory = new ClientFactory<P>();
    factory.noisy = false;
    factory.buildProtocol = () => client;
    const reactor = this.reactor(host);
    if (client instanceof Counter) client.seconds = () => reactor.seconds();
    reactor.connectTCP("s", 80, factory);
    this.network.advance(0.1);
    return client;
  }

  advance(seconds: number): void {
    this.network.advance(seconds);
  }

  /** The timers of the server's own program. */
  get timers(): number {
    return this.server.getDelayedCalls().length;
  }
}
