/** Where a case of UDP runs: two reactors, ports that are closed afterwards, and protocols that write down. */
import { utf8 } from "../../bytes/index.ts";
import type { Awaitable } from "../../deferred/index.ts";
import type {
  IDatagramProtocol,
  IHostAddress,
  IMulticastTransport,
  IReactorMulticast,
  IReactorUDP,
  ListenMulticastOptions,
} from "../../net/index.ts";
import { Waits } from "./waits.ts";
import type { ConformanceReactor } from "./world.ts";

export type DatagramReactor = ConformanceReactor & IReactorUDP & IReactorMulticast;

export interface UDPConformanceSetup {
  readonly server: DatagramReactor;
  /** May be the same reactor. */
  readonly client: DatagramReactor;
  /** The address of `server`, and that of `client`. */
  readonly host: string;
  readonly clientHost: string;
  pass(): Awaitable<void>;
}

/** Seconds on the server's clock that any wait may take. */
const LIMIT = 20;

/** A protocol that writes down what happens, and does what a case sets. */
export class Station implements IDatagramProtocol {
  transport!: IMulticastTransport;
  /** `start`, `refused`, `stop`, and the text of each datagram. */
  readonly events: string[] = [];
  readonly received: Uint8Array[] = [];
  readonly from: IHostAddress[] = [];
  onDatagram: ((station: Station, data: Uint8Array, from: IHostAddress) => void) | null = null;
  onRefused: (() => void) | null = null;

  makeConnection(transport: IMulticastTransport): void {
    this.transport = transport;
    this.events.push("start");
  }
  doStop(): void {
    this.events.push("stop");
  }
  datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.received.push(data);
    this.from.push(from);
    this.events.push(data.length < 50 ? new TextDecoder().decode(data) : `${data.length} bytes`);
    this.onDatagram?.(this, data, from);
  }
  connectionRefused(): void {
    this.events.push("refused");
    this.onRefused?.();
  }

  send(text: string, to?: { readonly host: string; readonly port: number }): void {
    this.transport.write(utf8(text), to);
  }
}

export class DatagramWorld extends Waits {
  readonly setup: UDPConformanceSetup;
  readonly #ports: IMulticastTransport[] = [];

  constructor(setup: UDPConformanceSetup) {
    super(setup.server, () => setup.pass(), LIMIT);
    this.setup = setup;
  }

  /** A station of the server, and where others reach it. */
  async server(
    options: ListenMulticastOptions = {},
  ): Promise<{ server: Station; at: { host: string; port: number } }> {
    const server = await this.station(this.setup.server, {
      interface: this.setup.host,
      ...options,
    });
    return { server, at: { host: this.setup.host, port: server.transport.getHost().port } };
  }

  client(options: ListenMulticastOptions = {}): Promise<Station> {
    return this.station(this.setup.client, { interface: this.setup.clientHost, ...options });
  }

  async station(
    reactor: DatagramReactor,
    options: ListenMulticastOptions,
    port = 0,
  ): Promise<Station> {
    const station = new Station();
    this.#ports.push(await this.result(reactor.listenMulticast(port, station, options)));
    return station;
  }

  async close(): Promise<void> {
    for (const port of this.#ports) await this.result(port.stopListening());
  }
}
